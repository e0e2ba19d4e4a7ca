"""A file sealed with a passphrase, so that whoever finds the disk it lies on reads nothing (K3).

A head of plain bytes: what this is, the salt, the cost of the key. Then pieces of a megabyte, each encrypted and
authenticated by AES-GCM under its own number, the last one marked: nothing can be changed, swapped or cut off unseen.
The key is made of the passphrase by Argon2id, which is slow for whoever tries many. There is no other way in.
"""

import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from locales.messages import N_
from store import system
from store.errors import Refused

START = b"CARDKEEPER SEALED 1\n"
PIECE = 1 << 20
LEAST = 8
"""So many characters a passphrase has at least."""
_TAG, _SALT, _NONCE = 16, 16, 7
_COST = struct.Struct(">III")
ROUNDS, MEMORY, LANES = 4, 1 << 17, 2
"""Argon2id's cost for new files: 128 MiB, about half a second."""
MOST_MEMORY = 1 << 21


class PassphraseTooShort(Refused):
    least: int
    message = N_("A passphrase has {least} characters at least: some words that only you put together.")


class WrongPassphrase(Refused):
    file: str
    message = N_("“{file}” does not open: the passphrase is another, or the file is damaged.")


def is_sealed(file: Path) -> bool:
    """Whether a file is one of these. Raises OSError."""
    with file.open("rb") as stream:
        return stream.read(len(START)) == START


def seal(plain: Path, sealed: Path, passphrase: str) -> None:
    """Write `plain` to `sealed`, which only its owner may read. Raises PassphraseTooShort, OSError."""
    if len(passphrase) < LEAST:
        raise PassphraseTooShort(least=LEAST)
    salt, nonce, cost = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE), (ROUNDS, MEMORY, LANES)
    head = START + _COST.pack(*cost) + salt + nonce
    cipher = _cipher(passphrase, salt, cost)
    sealed.touch(mode=0o600)
    system.keep_private(sealed)
    with plain.open("rb") as source, sealed.open("wb") as target:
        target.write(head)
        for number, (piece, last) in enumerate(_pieces(source, PIECE)):
            target.write(cipher.encrypt(nonce + struct.pack(">I?", number, last), piece, head))


def unseal(sealed: Path, plain: Path, passphrase: str) -> None:
    """Write what `sealed` holds to `plain`, which only its owner may read. Raises WrongPassphrase, OSError."""
    from cryptography.exceptions import InvalidTag

    plain.touch(mode=0o600)
    system.keep_private(plain)
    try:
        with sealed.open("rb") as source, plain.open("wb") as target:
            head = source.read(len(START) + _COST.size + _SALT + _NONCE)
            cost, salt, nonce = _parts(head)
            cipher = _cipher(passphrase, salt, cost)
            for number, (piece, last) in enumerate(_pieces(source, PIECE + _TAG)):
                target.write(cipher.decrypt(nonce + struct.pack(">I?", number, last), piece, head))
    except (InvalidTag, ValueError, struct.error):
        plain.unlink(missing_ok=True)
        raise WrongPassphrase(file=str(sealed)) from None


def _parts(head: bytes) -> tuple[tuple[int, int, int], bytes, bytes]:
    """Cost, salt and nonce out of a head; one that would ask for too much memory is damaged."""
    after = head[len(START) :]
    rounds, memory, lanes = _COST.unpack(after[: _COST.size])
    if not (rounds <= 100 and memory <= MOST_MEMORY and lanes <= 64):
        raise ValueError("cost")
    return (rounds, memory, lanes), after[_COST.size : _COST.size + _SALT], after[_COST.size + _SALT :]


def _cipher(passphrase: str, salt: bytes, cost: tuple[int, int, int]) -> Any:
    import unicodedata

    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    rounds, memory, lanes = cost
    secret = unicodedata.normalize("NFKC", passphrase).encode()
    try:
        key = hash_secret_raw(secret, salt, rounds, memory, lanes, hash_len=32, type=Type.ID)
    except HashingError:
        raise ValueError("cost") from None
    return AESGCM(key)


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """A file in pieces, each with whether it is the last; an empty file is one empty piece."""
    piece = source.read(size)
    while True:
        after = source.read(size)
        yield piece, not after
        if not after:
            return
        piece = after
