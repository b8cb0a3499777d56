"""Words of the trade that matching must know: mail providers, shared mailboxes, legal forms."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FREE_MAIL = _words("""
    gmail.com googlemail.com yahoo.com ymail.com yahoo.co.uk yahoo.fr yahoo.de hotmail.com
    hotmail.co.uk hotmail.fr outlook.com live.com msn.com icloud.com me.com mac.com aol.com
    comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net mail.com
    protonmail.com proton.me fastmail.com zoho.com gmx.de gmx.net gmx.com web.de t-online.de
    freenet.de orange.fr free.fr wanadoo.fr laposte.net sfr.fr libero.it virgilio.it
    btinternet.com sky.com mail.ru yandex.ru qq.com 163.com 126.com rediffmail.com uol.com.br
    terra.com.br bol.com.br telenet.be ziggo.nl kpnmail.nl
""")
"""Mail providers: two people with the same one share nothing."""

MAIL_TYPOS = {
    "gmial.com": "gmail.com", "gmai.com": "gmail.com", "gmail.co": "gmail.com",
    "gamil.com": "gmail.com", "gmail.con": "gmail.com", "gmail.cmo": "gmail.com",
    "gmil.com": "gmail.com", "gnail.com": "gmail.com", "gmaill.com": "gmail.com",
    "gmal.com": "gmail.com", "gmail.om": "gmail.com", "yaho.com": "yahoo.com",
    "yahooo.com": "yahoo.com", "yahoo.con": "yahoo.com", "yhaoo.com": "yahoo.com",
    "yahoo.co": "yahoo.com", "hotmial.com": "hotmail.com", "hotmal.com": "hotmail.com",
    "hotmai.com": "hotmail.com", "hotmail.con": "hotmail.com", "homtail.com": "hotmail.com",
    "outlok.com": "outlook.com", "outloo.com": "outlook.com", "outlook.con": "outlook.com",
    "iclod.com": "icloud.com", "icloud.con": "icloud.com", "icoud.com": "icloud.com",
}  # fmt: skip
"""Misspelled mail providers and what was meant."""

ROLE_MAILBOXES = _words("""
    info sales contact office admin administrator accounts account support hello billing
    accounting hr jobs careers marketing service services customerservice enquiries inquiries
    inquiry help helpdesk team webmaster postmaster noreply no-reply donotreply reception mail
    purchasing orders finance ap ar invoices invoice press legal privacy security it kontakt
    vertrieb buchhaltung einkauf contabilidad ventas compras
""")
"""Mailboxes of a function, not of a person."""

PLACEHOLDER_MAILBOXES = _words("""
    none noemail nomail test na n/a unknown noaddress nobody null example asdf abc xxx
    donotemail no dummy fake email tbd
""")
"""What people type when they have no address."""

PLACEHOLDER_PHONES = frozenset(
    {"000000000", "111111111", "222222222", "333333333", "444444444", "555555555", "666666666",
     "777777777", "888888888", "999999999", "123456789", "234567890", "987654321"}
)  # fmt: skip
"""Last nine digits of numbers that nobody has."""

LEGAL_FORMS = _words("""
    inc incorporated llc corp corporation co company ltd limited plc llp lp gmbh ag kg ug ohg
    sarl sas sa sl srl spa bv nv pvt private pty ab oy oyj as aps ltda sau kk pte bhd sdn
""")
"""Legal forms; only at the end of a name do they not name the company."""

LEGAL_SPELLINGS = {
    "incorporated": "inc", "corporation": "corp", "company": "co", "limited": "ltd",
    "private": "pvt",
}  # fmt: skip
"""Legal forms written out, and their usual spelling."""

COMPANY_ABBREVIATIONS = {
    "intl": "international", "int": "international", "tech": "technologies",
    "technology": "technologies", "mfg": "manufacturing", "svcs": "services",
    "svc": "services", "service": "services", "sys": "systems", "system": "systems",
    "ind": "industries", "inds": "industries", "eng": "engineering", "engr": "engineering",
    "assoc": "associates", "assocs": "associates", "natl": "national", "fin": "financial",
    "constr": "construction", "soln": "solutions", "solns": "solutions",
    "solution": "solutions", "pharma": "pharmaceuticals", "grp": "group",
    "mgmt": "management", "mgt": "management", "dept": "department", "univ": "university",
    "hosp": "hospital", "ctr": "center", "centre": "center", "bros": "brothers",
    "labs": "laboratories", "lab": "laboratories", "dist": "distribution",
    "prods": "products", "product": "products", "elec": "electric", "ent": "enterprises",
}  # fmt: skip
"""Abbreviations in company names and the word they stand for."""

BRANCH_WORDS = _words("""
    holding holdings europe european asia emea apac americas america usa us uk canada india
    germany france italy spain brazil japan china australia netherlands north south east west
    central northern southern eastern western global international capital ventures foundation
    united states kingdom group parent
""")
"""Words that tell a part of a company from the whole."""

HONORIFICS = _words("""
    mr mrs ms miss mx dr prof sir madam lady lord herr frau mme mlle monsieur madame sig dott
    dipl-ing dipl ing rev hon capt
""")
SUFFIXES = {"jr": 1, "junior": 1, "sr": 2, "senior": 2, "ii": 3, "iii": 4, "iv": 5}
"""Generational suffixes: father and son are two people."""
CREDENTIALS = _words("mba phd cpa esq md pmp cfa pe rn dds jd obe mbe cbe bsc msc llm")

JUNK_NAMES = _words("""
    test tester testing asdf qwerty xxx xyz abc na none null unknown nobody dummy fake sample demo
    first last firstname lastname name tbd noname delete donotuse
""")
"""What people type as a name when they try something out."""

TEAM_NAMES = _words("""
    info sales support accounts accounting billing reception receptionist frontdesk office admin
    administrator team department dept desk payable receivable helpdesk noreply donotreply hello
    contact enquiries marketing purchasing procurement customerservice hr
""")
"""What stands in the name of a mailbox that several people read."""

NO_FAMILY = _words("team department dept desk payable receivable")
"""What stands behind such a name, and is nobody's last name."""

COUNTRY_OF_ENDING = {
    "de": "DE", "fr": "FR", "it": "IT", "es": "ES", "nl": "NL", "se": "SE", "uk": "GB", "in": "IN",
    "br": "BR", "ch": "CH", "at": "AT", "be": "BE", "dk": "DK", "no": "NO", "fi": "FI", "ie": "IE",
    "au": "AU", "ca": "CA", "jp": "JP", "pl": "PL", "pt": "PT", "mx": "MX", "za": "ZA", "nz": "NZ",
    "sg": "SG",
}  # fmt: skip
"""Endings of domains that companies of one country use; `io`, `co` and `me` are anybody's."""

COUNTRY_OF_FORM = {
    "llc": "US", "pvt ltd": "IN", "ltda": "BR", "spa": "IT", "sarl": "FR", "bv": "NL", "ab": "SE",
    "oy": "FI", "pty ltd": "AU", "plc": "GB",
}  # fmt: skip
"""Legal forms of one country."""

COUNTRY_OF_PREFIX = {
    "44": "GB", "49": "DE", "33": "FR", "39": "IT", "34": "ES", "31": "NL", "46": "SE", "91": "IN",
    "55": "BR", "41": "CH", "43": "AT", "32": "BE", "45": "DK", "47": "NO", "61": "AU", "81": "JP",
    "48": "PL", "52": "MX", "27": "ZA", "64": "NZ", "65": "SG",
}  # fmt: skip
"""Dialling codes of two digits and whose they are."""
