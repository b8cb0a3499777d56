"""People and firms of other countries, for the generated table: names, numbers and endings.

Names keep their marks or lose them, as forms and colleagues have it: `Müller`, `Mueller`, `Muller`.
"""

import random
import unicodedata
from dataclasses import dataclass

_WRITTEN_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"}


@dataclass(frozen=True)
class Country:
    """What is usual in a country."""

    prefix: str
    ending: str
    forms: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]

    @property
    def cities(self) -> tuple[str, ...]:
        """Its towns."""
        return _CITIES[self.ending]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _joined(starts: str, ends: str) -> tuple[str, ...]:
    """Surnames: every beginning with every ending, some with a syllable between."""
    return tuple(
        start + middle + end
        for start in starts.split() for middle in ("", "el", "in", "ar") for end in ends.split()
    )  # fmt: skip


COUNTRIES = (
    Country("49", "de", ("GmbH", "AG", "GmbH & Co. KG", ""),
            _words("Jörg Jürgen Günther Käthe Björn Sören Anneliese Heike Uwe Wolfgang Silke Jan"
                   " Matthias Franziska Dörte Katrin Thorsten Stefan Petra Klaus Sabine Dieter"
                   " Ulrike Hans Birgit Andreas Monika Ralf Susanne Götz Rüdiger Bärbel"),
            _joined("Müll Schröd Böhm Krüg König Schäf Weiß Groß Jäg Möll Köhl Bau Vog Lang Busch"
                    " Seid Brand Horn Kauf Neu Hoff Stein Wald Feld Holz Roth Lind Kess Gär Stör",
                    "er mann el ke berg hofer meier bauer ing lein ert ner")),
    Country("33", "fr", ("SARL", "SAS", "SA", ""),
            _words("Jérôme Hélène François Aurélie Cécile Étienne Loïc Zoé Benoît Élodie Mathieu"
                   " Camille Thibault Solène Gaël Pierre Sophie Julien Marie Nicolas Céline Luc"
                   " Émilie Antoine Chloé Hugo Inès Rémi Noémie Bruno"),
            _joined("Lef Bér Gauth Gir Héb Chrét Lem Rivi Carr Mor Fourn Blanch Dub Per Rouss"
                    " Bell Marchand Chev Del Font Garn Lacr Mén Poir Roch Thén Vall Char",
                    "ard ier eau et on in ot ère ois aud ais oux")),
    Country("34", "es", ("SL", "SA", ""),
            _words("José María Ángel Begoña Íñigo Lucía Andrés Sofía Raúl Verónica Óscar Martín"
                   " Carmen Javier Pilar Miguel Elena Pablo Rocío Álvaro Inés Hugo Mónica Rubén"),
            _joined("Garc Núñ Ibáñ Muñ Peñ Góm Jimén Sánch Vázqu Domíngu Cort Herr Mart Lóp Fern"
                    " Álvar Gutiérr Rodr Velasc Men Quint Sal Or Bland Cald",
                    "ez ía oz a ero ano ales era ado eda ino illo")),
    Country("46", "se", ("AB", ""),
            _words("Åsa Örjan Göran Håkan Märta Björn Kerstin Lars Ingrid Sven Malin Anders Karin"
                   " Erik Lena Per Anna Johan Eva Mikael Sara Fredrik Åke Ulla Pär Elsa"),
            _joined("Åk Ö Sjö Lind Ny Berg Häg Lund Holm Ek Dahl Wall Nord Sand Hed Söder Väst"
                    " Björk Gran Hög Kjell Malm Norr Rosen Strand Hamm Fors",
                    "berg ström qvist gren dahl man ell stedt lund blad fors én")),
    Country("48", "pl", ("sp. z o.o.", "SA", ""),
            _words("Łukasz Michał Paweł Małgorzata Agnieszka Żaneta Krzysztof Zofia Jan Anna Ewa"
                   " Tomasz Katarzyna Marcin Magdalena Piotr Joanna Stanisław Beata Rafał Iwona"),
            _joined("Wójc Kami Dąbrow Kozłow Jabłoń Now Wróbl Zają Gołęb Lewand Szymań Woźni"
                    " Maj Krawcz Piotrow Grabow Pawłow Michal Król Wieczor Stęp Rutk Sikor Ost",
                    "ski ak ik owicz czyk ewski arz ek iński icz")),
)  # fmt: skip
_CITIES = {
    "de": _words("München Köln Düsseldorf Nürnberg Lübeck Berlin Hamburg Bremen Münster Görlitz"),
    "fr": _words("Lyon Nîmes Orléans Besançon Marseille Lille Nantes Angoulême Béziers Évreux"),
    "es": _words("Málaga Córdoba Cádiz León Madrid Sevilla Bilbao Cáceres Jaén Ávila"),
    "se": _words("Malmö Göteborg Örebro Västerås Stockholm Uppsala Jönköping Umeå Luleå Gävle"),
    "pl": _words("Kraków Łódź Wrocław Gdańsk Poznań Warszawa Toruń Rzeszów Białystok Częstochowa"),
}


def unmarked(word: str, dice: random.Random) -> str:
    """A word without its marks: left out, or written out as its country does.

    >>> sorted({unmarked("Müller", random.Random(seed)) for seed in range(9)})
    ['Mueller', 'Muller']
    """
    if dice.random() < 0.5:  # noqa: PLR2004 - one way or the other
        for mark, written in _WRITTEN_OUT.items():
            word = word.replace(mark, written).replace(mark.upper(), written.capitalize())
    word = word.replace("ł", "l").replace("Ł", "L")
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if not unicodedata.combining(c))


def phone(digits: str, prefix: str, dice: random.Random) -> str:
    """A number as it is written at home and abroad."""
    area, rest = digits[1:4], digits[4:]
    return dice.choice([
        f"+{prefix} {area} {rest}", f"+{prefix} (0){area} {rest}", f"0{area} {rest}",
        f"0{area}/{rest}", f"00{prefix}{area}{rest}", f"+{prefix}{area}{rest}",
    ])  # fmt: skip
