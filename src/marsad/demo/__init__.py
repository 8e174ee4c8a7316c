"""The bundled example: reports written for demonstration about Al-Bab in the winter of 2017."""
