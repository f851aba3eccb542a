"""Which staging program and classifier made the stages, and what is known about them.

The hashes are those of the classifier files in the wheel of yasa 0.8.1 that this program was tested with. A trained
classifier is a pickle, and loading one runs what stands in it; a file with another hash is therefore not loaded.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

CLASSIFIERS = {
    "clf_eeg_lgb_0.5.0.joblib": "330c1afdc86396e0b6d9f1294d4c4796beb5f7e7cd38be424c10feae98867e31",
    "clf_eeg+eog_lgb_0.5.0.joblib": "86d726a3e6aa6195197ffbc9765f5e194c74358295ef331998c21f8badcebcc3",
    "clf_eeg+emg_lgb_0.5.0.joblib": "9771995bcf7d1c90456986fbf9f991a5b5e8fe68cf0a8c410ec38ad3615a3c78",
    "clf_eeg+eog+emg_lgb_0.5.0.joblib": "3d27d440c94c61d8013c81c91693ad88810af2ddae85b62f4bc797f6e2464beb",
}
TRAINED_ON = (
    "more than 30 000 hours of polysomnography of adults and children from the National Sleep Research Resource "
    "(CCSHS, CFS, CHAT, HomePAP, MESA, MrOS, SHHS), whole nights"
)
AGREEMENT = (
    "about 85 % of half minutes as an expert consensus had them, by its authors; worst in N1. Not measured by us"
)
SOURCE = "Vallat and Walker 2021, doi 10.7554/eLife.70092; yasa's FAQ; github.com/raphaelvallat/yasa_classifier"


def classifier_name(*, eog: bool, chin: bool) -> str:
    """Return the file name of the classifier for these channels."""
    return "clf_eeg" + ("+eog" if eog else "") + ("+emg" if chin else "") + "_lgb_0.5.0.joblib"


def trusted(path: Path) -> str | None:
    """Return the hash of a classifier file when it is the one we know, None when it is missing or another."""
    if not path.is_file():
        return None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return digest if CLASSIFIERS.get(path.name) == digest else None
