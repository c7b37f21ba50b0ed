"""Words of a question and of services, so that inflection, case and diacritics do not part them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sitis import words as czech

#: words the light stemmer would mix up ("dům", "domov" and "doma" all become "dom") or part
_IRREGULAR = {
    "dum": "dům dům domu domem domy domů domům domech",
    "domov": "domov domova domovu domově domovem domovy domovů domovům domovech",
    "doma": "doma",
    "dite": "dítě dítěte dítěti dítětem děti dětí dětem dětech dětmi",
    "clovek": "člověk člověka člověku člověkem lidé lidi lidí lidem lidech lidmi",
    "maminka": "maminka maminky mamince maminku maminkou máma mámy mámě mámu mámou",
    "tatinek": "tatínek tatínka tatínkovi tatínkem táta táty tátovi tátu tátou",
    "babicka": "babička babičky babičce babičku babičkou babičce babi",
    "matka": "matka matky matce matku matkou matek matkám matkách matkami",
    "noc": "noc noci nocí nocím",
}
_STEM_OF = {
    czech.fold(word): frozenset({stem})
    for stem, inflected in _IRREGULAR.items()
    for word in inflected.split()
}

_STOP_WORDS = {
    "cs": "a aby ale ani asi až bez být byl byla bylo by bych co či do ho i jak jako je jeho její"
    " jejich jen ji jí jsem jsi jsme jsou k kam kde kdo kdy když ke která které který kterou mám máme"
    " mají má mě mi mít mne mně můj moje moji mojí mého mému mou mohu můžu může můžeme na nad"
    " ne nebo nejsem nejsou není nemám nemá nemáme nemohu nemůžu nemůže nemůžeme ní nich o od on ona"
    " oni po pod podle potřebuji potřebuju potřebuje potřebujeme před při pro proto se si s sebe"
    " su ta tak také tam ten to toho tu ty u už v ve velmi vás vám z za ze že hledám hledáme chci"
    " chceme prosím nějaký nějaká nějaké nějakou jsou jestli kolem okolí blízko poblíž",
    "en": "a the of for in at to and or my is an with i need near from on am are we our",
    "uk": "і й та в у на з із для до від за по що як це мені потрібна потрібно потрібен біля де не є я"
    " ми моя мій моє",
}
STOP_WORDS = frozenset(
    czech.fold(word) for language in _STOP_WORDS.values() for word in language.split()
)

_WORD = re.compile(r"\w+")
_DIGITS_APART = re.compile(r"(?<=\d)[ \u00a0](?=\d)")
_DIGITS = re.compile(r"\d[\d \u00a0]*\d")

_LONG = 5  # letters of a word that may lose its last vowel

fold = lru_cache(maxsize=100_000)(czech.fold)


@lru_cache(maxsize=100_000)
def forms(word: str) -> frozenset[str]:
    """The folded stems under which ``word`` is kept and sought.

    >>> forms("Domy") == forms("dům"), forms("domu") & forms("domov")
    (True, frozenset())
    >>> sorted(forms("Kuřim") & forms("Kuřimi"))
    ['kurim']
    """
    folded = fold(word)
    if irregular := _STEM_OF.get(folded):
        return irregular
    found = czech.stems(word)
    if len(folded) >= _LONG and folded[-1] in "aeiouy":
        return found | {folded[:-1]}
    return found


def split(text: str) -> Iterator[str]:
    """Words as typed; an IČO or an identifier typed in groups of digits is one word.

    >>> list(split("Charita, IČO 990 00 004"))
    ['Charita', 'IČO', '99000004']
    """
    return czech.words(_DIGITS.sub(_join, text))


def every(text: str) -> list[str]:
    """Words of a text of a service, as written and as often as written."""
    return _WORD.findall(text)


def _join(match: re.Match[str]) -> str:
    joined = _DIGITS_APART.sub("", match.group())
    return joined if len(joined) in (7, 8) else match.group()


def beginning_with(letters: str, ordered: Sequence[str]) -> Iterator[str]:
    """Those of ``ordered`` words that begin with ``letters``.

    >>> list(beginning_with("do", ["dar", "dolni", "dum"]))
    ['dolni']
    """
    for at in range(bisect_left(ordered, letters), len(ordered)):
        if not ordered[at].startswith(letters):
            return
        yield ordered[at]


def telling(text: str) -> list[str]:
    """Words that say something: without "pro", "v", "the", "для".

    >>> telling("pecovatelske sluzby pro seniory v Kyjove")
    ['pecovatelske', 'sluzby', 'seniory', 'Kyjove']
    """
    return [word for word in split(text) if fold(word) not in STOP_WORDS]
