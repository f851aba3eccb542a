"""The language of this run: one catalogue for sentences of ours, one for the texts of the knowledge.

English is the only language shipped, because medical text needs a reviewing speaker. A catalogue is looked for in the
folder that ``WHYTWITCH_LOCALES`` names, for the language that ``WHYTWITCH_LANGUAGE`` names; without one every text
stays as it is written. Only the standard library's gettext is used, so that rooms below the web need no Django.
"""

from __future__ import annotations

import gettext as catalogues
import os
from functools import lru_cache

#: Sentences in templates, forms, presenters: keyed by the English sentence, as Django wants it.
SENTENCES = "django"
#: Texts of the knowledge: keyed by id and field, ``Finding.numb_saddle.question``.
KNOWLEDGE = "knowledge"


@lru_cache(maxsize=4)
def catalogue(domain: str) -> catalogues.NullTranslations:
    """The catalogue of this run's language, or an empty one.

    Parameters
    ----------
    domain : {SENTENCES, KNOWLEDGE}
        Which of the two.

    Returns
    -------
    gettext.NullTranslations
        Hands back what it is given when it holds no translation.
    """
    folder, language = os.environ.get("WHYTWITCH_LOCALES"), os.environ.get("WHYTWITCH_LANGUAGE", "")
    if not folder or not language:
        return catalogues.NullTranslations()
    begin, _, rest = language.partition("-")
    name = f"{begin}_{rest.upper()}" if rest else begin
    return catalogues.translation(domain, folder, [name], fallback=True)


def text(sentence: str) -> str:
    """A sentence of ours in this run's language."""
    return catalogue(SENTENCES).gettext(sentence) if sentence else ""


def count(one: str, many: str, number: int) -> str:
    """The sentence for one or for many, in this run's language."""
    return catalogue(SENTENCES).ngettext(one, many, number)


def known(key: str, sentence: str) -> str:
    """A text of the knowledge in this run's language.

    Parameters
    ----------
    key : str
        Kind, id and field: two entries may use the same English words and need different ones elsewhere.
    sentence : str
        The English text.

    Returns
    -------
    str
        Its translation, or itself.
    """
    return catalogue(KNOWLEDGE).pgettext(key, sentence) if sentence else ""
