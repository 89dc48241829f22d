"""X-rays as DICOM, good and bad, all made here; what else a DICOM file says is never read."""

import contextlib
import io
import logging
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import ExplicitVRLittleEndian, JPEG2000Lossless, JPEGBaseline8Bit, RLELossless

from dlcore.uploads import Refusal, accept, canonical, radiograph

NAME = "Mustermann^Erika"


def dicom(pixels: np.ndarray | bytes | None, syntax: str = ExplicitVRLittleEndian, **values: Any) -> bytes:
    """A DICOM file around pixels, with a patient's name in it."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.1"
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset.PatientName, dataset.PatientID, dataset.Modality = NAME, "4711", "CR"
    if pixels is not None:
        deep = 16
        if isinstance(pixels, np.ndarray):
            deep = 8 * pixels.dtype.itemsize
            dataset.Rows, dataset.Columns = pixels.shape[:2]
            dataset.SamplesPerPixel = pixels.shape[2] if pixels.ndim == 3 else 1
            dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
        else:
            dataset.Rows, dataset.Columns, dataset.SamplesPerPixel, dataset.PixelRepresentation = 40, 40, 1, 0
        dataset.PhotometricInterpretation = "MONOCHROME2"
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = deep, deep, deep - 1
        dataset.PixelData = pixels.tobytes() if isinstance(pixels, np.ndarray) else pixels
        dataset["PixelData"].VR = "OW" if deep == 16 else "OB"
    for name, value in values.items():
        setattr(dataset, name, value)
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def ramp(dtype: Any = np.uint16, highest: int = 4000) -> np.ndarray:
    """Dark on the left, bright on the right."""
    return np.tile(np.linspace(0, highest, 50), (40, 1)).astype(dtype)


def refusal(content: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        accept("scan.dcm", content, "radiograph")
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 220
    assert "Mustermann" not in sentence
    return sentence


@pytest.mark.parametrize(
    "pixels", [ramp(), ramp(np.int16) - 2000, ramp(np.uint8, 255), ramp(np.uint16, 65535)], ids=str
)
def test_grey_of_any_depth(pixels: np.ndarray) -> None:
    picture = accept("scan.dcm", dicom(pixels), "radiograph")
    assert picture.shape == (40, 50, 3)
    assert picture.dtype == np.uint8
    assert picture[20, 0, 0] < 8
    assert picture[20, -1, 0] > 247
    assert (np.diff(picture[20, :, 0].astype(int)) >= 0).all()


def test_monochrome_1_is_turned_round() -> None:
    picture = accept("scan", dicom(ramp(), PhotometricInterpretation="MONOCHROME1"), "radiograph")
    assert picture[20, 0, 0] > 247
    assert picture[20, -1, 0] < 8


def test_colour_and_several_frames() -> None:
    red = np.zeros((40, 50, 3), np.uint8)
    red[..., 0] = 200
    content = dicom(red, PhotometricInterpretation="RGB", PlanarConfiguration=0)
    assert accept("scan.dcm", content, "radiograph")[5, 5].tolist() == [200, 0, 0]
    frames = np.concatenate([ramp(), ramp()[:, ::-1]])
    content = dicom(frames, Rows=40, NumberOfFrames=2)
    picture = accept("scan.dcm", content, "radiograph")
    assert picture.shape == (40, 50, 3)
    assert picture[20, 0, 0] < 8


def test_run_length_and_jpeg_are_unpacked() -> None:
    buffer = io.BytesIO()
    Image.fromarray(ramp(np.uint8, 255)).save(buffer, "JPEG", quality=95)
    content = dicom(
        encapsulate([buffer.getvalue()]),
        JPEGBaseline8Bit,
        Columns=50,
        BitsAllocated=8,
        BitsStored=8,
        HighBit=7,
    )
    with contextlib.suppress(Refusal):  # where Pillow was built without JPEG
        assert accept("scan.dcm", content, "radiograph").shape == (40, 50, 3)
    assert "compressed" in refusal(dicom(encapsulate([b"\x00" * 70]), RLELossless))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (dicom(None), "without a picture"),
        (dicom(None, Rows=40, Columns=50), "without a picture"),
        (dicom(encapsulate([b"\xff\x4f" + bytes(200)]), JPEG2000Lossless), "compressed in a way"),
        (dicom(ramp(), Rows=60_000, Columns=60_000), "million pixels"),
        (dicom(ramp(), Rows=0), "without a picture"),
        (dicom(ramp())[:-900], "damaged|holds pixels"),
        (dicom(ramp())[:200], "damaged|without a picture"),
        (bytes(128) + b"DICM" + b"junk" * 100, "damaged|without a picture"),
        (dicom(np.full((40, 50), 7, np.uint16)), "same grey everywhere"),
        (dicom(ramp()).replace(b"1.2.840.10008.1.2.1\x00", b"1.2.840.10008.1.2.1.99")[:900], "packed"),
        (b"%PDF-1.7", "PDF.*DICOM"),
        (b"", "is empty"),
        (bytes(41_000_000), "limit is 40 MB"),
        (bytes(30_000_000), "limit for a picture is 20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refused_in_one_sentence(content: bytes, says: str) -> None:
    assert re.search(says, refusal(content))


def test_ordinary_pictures_pass_the_same_gate() -> None:
    buffer = io.BytesIO()
    Image.fromarray(ramp(np.uint8, 255)).convert("RGB").save(buffer, "PNG")
    picture = accept("scan.png", buffer.getvalue(), "radiograph")
    assert picture.shape == (40, 50, 3)
    assert np.array_equal(accept("again.png", canonical("radiograph", picture), "radiograph"), picture)


def test_nothing_about_the_patient_is_read_kept_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert not any("Patient" in tag or "Study" in tag for tag in radiograph.READ)
    content = dicom(ramp(), PatientBirthDate="19700101", StudyDescription=NAME)
    with caplog.at_level(logging.DEBUG):
        picture = accept(f"{NAME}.dcm", content, "radiograph")
        with contextlib.suppress(Refusal):
            accept("scan.dcm", content[:-100], "radiograph")
    assert "Mustermann" in content.decode("latin-1")
    assert "Mustermann" not in caplog.text
    assert "4711" not in caplog.text
    assert b"Mustermann" not in canonical("radiograph", picture)


def test_random_bytes_are_a_picture_or_one_sentence() -> None:
    random = np.random.default_rng(0)
    whole = dicom(ramp())
    for _ in range(120):
        broken = bytearray(whole)
        for place in random.integers(132, 700, 5):
            broken[place] = random.integers(256)
        with contextlib.suppress(Refusal):
            picture = accept("scan.dcm", bytes(broken), "radiograph")
            assert picture.ndim == 3
