"""A sealed original: opened to the byte by its key alone, and altered nowhere unseen."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_box_seal_open

from marsad.errors import VaultError
from marsad.vault.envelope import AsReceived, KeyPair, opened, sealed

PAIR, OTHER = KeyPair.new(lambda count: b"k" * count), KeyPair.new(lambda count: b"o" * count)
MANY = settings(max_examples=60, deadline=None)


@MANY
@given(content=st.binary(max_size=4_000), name=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_what_is_sealed_opens_to_the_byte(content: bytes, name: str) -> None:
    box = sealed(AsReceived(name, content), PAIR.public)
    assert opened(box, [OTHER, PAIR]) == AsReceived(name, content)


def test_the_same_randomness_gives_the_same_ciphertext_and_other_randomness_another() -> None:
    came = AsReceived("mail.eml", b"From: somebody")
    one, again = (sealed(came, PAIR.public, lambda count: b"r" * count) for _ in range(2))
    assert one == again
    assert sealed(came, PAIR.public) != sealed(came, PAIR.public)


def test_a_box_is_one_that_libsodium_opens() -> None:
    header, _, box = sealed(AsReceived("mail.eml", b"Shells"), PAIR.public).partition(b"\n")
    assert json.loads(header)["form"] == "marsad sealed original 1"
    plain = crypto_box_seal_open(box, PAIR.public, PAIR.secret)
    assert plain.startswith(b'{"bytes": 6, "name": "mail.eml"}\nShells\0')


def test_its_size_does_not_tell_how_long_a_name_is() -> None:
    sizes = {len(sealed(AsReceived("m", b"x" * count), PAIR.public)) for count in range(400, 900)}
    assert len(sizes) == 1


def test_another_vault_is_told_so() -> None:
    box = sealed(AsReceived("m", b"x"), OTHER.public)
    with pytest.raises(VaultError, match="another vault"):
        opened(box, [PAIR])


@MANY
@given(data=st.data())
def test_a_changed_or_cut_byte_is_found(data: st.DataObject) -> None:
    box = sealed(AsReceived("m", b"Shells fell on Tadef."), PAIR.public)
    at = data.draw(st.integers(0, len(box) - 1))
    flipped = box[:at] + bytes([box[at] ^ data.draw(st.integers(1, 255))]) + box[at + 1 :]
    for altered in (flipped, box[:at], box + b"x"):
        with pytest.raises(VaultError):
            opened(altered, [PAIR])


@pytest.mark.parametrize("key", [bytes(32), b"short", b""])
def test_a_key_that_is_none_seals_nothing(key: bytes) -> None:
    with pytest.raises(VaultError, match="key for sealing"):
        sealed(AsReceived("m", b"x"), key)


def test_neither_key_nor_content_shows() -> None:
    assert "Zaynab" not in repr(AsReceived("Zaynab.eml", b"Zaynab"))
    assert repr(PAIR.secret) not in repr(PAIR)
