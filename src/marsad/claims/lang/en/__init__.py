"""English: lexicon, frames, attribution, modality, time words."""
