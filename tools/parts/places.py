"""What places are called: regions, states and provinces, cities and metropolitan areas."""

COUNTRY_ALIASES = {
    "US": "USA|U.S.|US of A|United States|United States of America|the States|America",
    "GB": "UK|U.K.|Great Britain|Britain|United Kingdom|England|Scotland|Wales"
          "|Northern Ireland",
    "AE": "UAE|U.A.E.|Emirates|United Arab Emirates",
    "KR": "South Korea|Korea|Republic of Korea",
    "KP": "North Korea",
    "RU": "Russia",
    "CZ": "Czech Republic|Czechia",
    "NL": "Netherlands|Holland|The Netherlands",
    "CN": "China|PRC|Mainland China",
    "TW": "Taiwan",
    "VN": "Vietnam|Viet Nam",
    "IR": "Iran",
    "SY": "Syria",
    "LA": "Laos",
    "BO": "Bolivia",
    "VE": "Venezuela",
    "TZ": "Tanzania",
    "MD": "Moldova",
    "MK": "North Macedonia|Macedonia",
    "TR": "Turkey|Türkiye",
    "CI": "Ivory Coast|Côte d'Ivoire",
    "CD": "DR Congo|Democratic Republic of the Congo",
    "CG": "Congo",
    "CV": "Cape Verde",
    "SZ": "Swaziland|Eswatini",
    "MM": "Burma|Myanmar",
    "BN": "Brunei",
    "PS": "Palestine",
    "HK": "Hong Kong",
    "DE": "Germany|Deutschland",
    "ES": "Spain|España",
    "IT": "Italy|Italia",
    "BR": "Brazil|Brasil",
    "MX": "Mexico|México",
    "CH": "Switzerland|Schweiz|Suisse",
    "AT": "Austria|Österreich",
    "BE": "Belgium|België|Belgique",
    "IE": "Ireland|Republic of Ireland",
    "PH": "Philippines|The Philippines",
}  # fmt: skip
"""Names besides the official ones, by ISO 3166 code, separated by bars."""

_DACH = "DE AT CH"
_NORDICS = "DK FI IS NO SE"
_BENELUX = "BE NL LU"
_BALTICS = "EE LV LT"
_IBERIA = "ES PT"
_CEE = "BG CZ EE HR HU LT LV PL RO RS SI SK"
_EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_EUROPE = _EU + " GB CH NO IS LI AL AD BA BY MC MD ME MK RS SM UA VA"
_MIDDLE_EAST = "AE BH IL IQ IR JO KW LB OM PS QA SA SY TR YE"
_AFRICA = (
    "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR "
    "MU MW MZ NA NE NG RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG ZA ZM ZW"
)
_ANZ = "AU NZ"
_SOUTHEAST_ASIA = "BN ID KH LA MM MY PH SG TH VN TL"
_SOUTH_ASIA = "BD BT IN LK MV NP PK"
_EAST_ASIA = "CN HK JP KR MO MN TW"
_ASIA = f"{_SOUTHEAST_ASIA} {_SOUTH_ASIA} {_EAST_ASIA}"
_SOUTH_AMERICA = "AR BO BR CL CO EC GY PE PY SR UY VE"
_CENTRAL_AMERICA = "BZ CR GT HN NI PA SV"
_LATAM = f"MX {_CENTRAL_AMERICA} {_SOUTH_AMERICA} CU DO PR"

_FURTHER = (
    "RO:Romanian BG:Bulgarian HR:Croatian RS:Serbian SK:Slovak SI:Slovenian"
    " EE:Estonian LV:Latvian LT:Lithuanian IS:Icelandic UA:Ukrainian RU:Russian"
    " AR:Argentinian|Argentine CL:Chilean CO:Colombian PE:Peruvian PA:Panamanian"
    " PH:Filipino|Philippine TH:Thai VN:Vietnamese ID:Indonesian MY:Malaysian"
    " TW:Taiwanese PK:Pakistani EG:Egyptian SA:Saudi QA:Qatari JO:Jordanian KE:Kenyan"
    " NG:Nigerian GH:Ghanaian MA:Moroccan"
)
DEMONYMS = {
    "US": "American",
    "GB": "British|English|Scottish|Welsh",
    "DE": "German",
    "FR": "French",
    "ES": "Spanish",
    "IT": "Italian",
    "NL": "Dutch",
    "BE": "Belgian",
    "CH": "Swiss",
    "AT": "Austrian",
    "IE": "Irish",
    "PT": "Portuguese",
    "SE": "Swedish",
    "DK": "Danish",
    "NO": "Norwegian",
    "FI": "Finnish",
    "PL": "Polish",
    "CZ": "Czech",
    "HU": "Hungarian",
    "GR": "Greek",
    "CA": "Canadian",
    "MX": "Mexican",
    "BR": "Brazilian",
    "IN": "Indian",
    "CN": "Chinese",
    "JP": "Japanese",
    "KR": "Korean",
    "SG": "Singaporean",
    "AU": "Australian",
    "NZ": "Kiwi",
    "IL": "Israeli",
    "ZA": "South African",
    "AE": "Emirati",
    "TR": "Turkish",
    **dict(pair.split(":") for pair in _FURTHER.split()),
}
"""The adjective for each country, by ISO 3166 code."""

REGIONS = {
    "North America": (("North America|N. America|NA region|NORAM|NAMER|US and Canada|USA and Canada"
                      "|United States and Canada"), "US CA MX"),
    "Europe": ("Europe|European|continental Europe", _EUROPE),
    "the EU": ("EU|E.U.|the European Union|European Union", _EU),
    "EMEA": ("EMEA|Europe, the Middle East and Africa|Europe Middle East and Africa",
             f"{_EUROPE} {_MIDDLE_EAST} {_AFRICA}"),
    "APAC": ("APAC|Asia Pacific|Asia-Pac|AsiaPac|JAPAC", f"{_ASIA} {_ANZ}"),
    "Asia": ("Asia|Asian", _ASIA),
    "Southeast Asia": ("Southeast Asia|South East Asia|SE Asia|ASEAN", _SOUTHEAST_ASIA),
    "South Asia": ("South Asia|Indian subcontinent", _SOUTH_ASIA),
    "East Asia": ("East Asia", _EAST_ASIA),
    "DACH": ("DACH|D-A-CH|German speaking countries|German-speaking Europe", _DACH),
    "the Nordics": ("Nordics|Nordic|Nordic countries|Scandinavia|Scandinavian|the Nordics",
                    _NORDICS),
    "Benelux": ("Benelux|BeNeLux|the Low Countries|Low Countries", _BENELUX),
    "the Baltics": ("Baltics|Baltic countries|Baltic states", _BALTICS),
    "Iberia": ("Iberia|Iberian peninsula", _IBERIA),
    "Central and Eastern Europe": ("CEE|Eastern Europe|Central and Eastern Europe", _CEE),
    "UK and Ireland": ("UK&I|UK and Ireland|UKI|British Isles|Britain and Ireland", "GB IE"),
    "the Middle East": ("Middle East|Mid East|the Middle East", _MIDDLE_EAST),
    "the Gulf": ("GCC|Gulf states|the Gulf states|Gulf region", "AE BH KW OM QA SA"),
    "MENA": ("MENA|Middle East and North Africa", f"{_MIDDLE_EAST} DZ EG LY MA TN"),
    "Africa": ("Africa|African", _AFRICA),
    "LATAM": ("LATAM|Latin America|Latam region|LatAm", _LATAM),
    "South America": ("South America|S. America", _SOUTH_AMERICA),
    "Central America": ("Central America", _CENTRAL_AMERICA),
    "the Americas": ("the Americas|Americas|AMER", f"US CA {_LATAM}"),
    "ANZ": ("ANZ|Australia and New Zealand|Aus and NZ|Australasia|Oceania", _ANZ),
}  # fmt: skip
"""Label -> names (separated by bars) and the countries meant."""

STATES = {
    "US": "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut"
          "|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho"
          "|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland"
          "|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana"
          "|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York"
          "|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania"
          "|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah"
          "|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
          "|PR Puerto Rico",
    "CA": "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick"
          "|NL Newfoundland and Labrador|NS Nova Scotia|NT Northwest Territories|NU Nunavut"
          "|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon",
    "AU": "NSW New South Wales|QLD Queensland|SA South Australia|TAS Tasmania|VIC Victoria"
          "|WA Western Australia|ACT Australian Capital Territory",
    "DE": "BW Baden-Württemberg|BY Bavaria|HE Hesse|NW North Rhine-Westphalia|SN Saxony",
}  # fmt: skip
"""Country -> code and name of its states, separated by bars."""

STATE_ALIASES = {
    "US-CA": "Cali|Calif|California state",
    "US-NY": "New York State|NY State|upstate New York|state of New York",
    "US-WA": "Washington State|state of Washington",
    "US-DC": "Washington DC|Washington D.C.|D.C.|District of Columbia",
    "US-MA": "Mass|Massachussetts|Massachusets",
    "US-PA": "Penn|Penna|Pensylvania",
    "US-CT": "Conn|Conneticut",
    "US-TX": "Tex",
    "US-FL": "Fla",
    "CA-QC": "Québec",
}

STATE_GROUPS = {
    "the West Coast": ("West Coast|the West Coast|Pacific Coast", "CA OR WA"),
    "the East Coast": ("East Coast|the East Coast|Atlantic seaboard|Eastern seaboard",
                       "ME NH MA RI CT NY NJ DE MD VA NC SC GA FL PA DC"),
    "New England": ("New England", "ME NH VT MA RI CT"),
    "the Midwest": ("Midwest|the Midwest|Midwestern", "IL IN IA KS MI MN MO NE ND OH SD WI"),
    "the Northeast": ("Northeast US|the Northeast|Northeastern US", "ME NH VT MA RI CT NY NJ PA"),
    "the Southeast": ("Southeast US|the Southeast|Southeastern US",
                      "AL AR FL GA KY LA MS NC SC TN VA WV"),
    "the Southwest": ("Southwest US|the Southwest", "AZ NM OK TX"),
    "the Pacific Northwest": ("Pacific Northwest|PNW|the Pacific Northwest", "OR WA ID"),
    "the Mountain states": ("Mountain states|Mountain West|the Rockies",
                            "AZ CO ID MT NV NM UT WY"),
    "the tri-state area": ("tri-state area|tri state area|tristate area", "NY NJ CT"),
    "the Carolinas": ("Carolinas|the Carolinas", "NC SC"),
}  # fmt: skip
"""Parts of the United States: label -> names and states."""

METROS = {
    "the San Francisco Bay Area": (
        ("SF Bay|SF Bay Area|Bay Area|San Francisco Bay Area|San Francisco Bay|San Francisco area"
        "|greater San Francisco"), "US", "CA",
        ("San Francisco|Oakland|Berkeley|San Jose|Palo Alto|Mountain View|Sunnyvale|Santa Clara"
        "|Redwood City|San Mateo|Menlo Park|Cupertino|Fremont|Burlingame|Emeryville|Campbell"
        "|Los Gatos|Milpitas|Foster City|South San Francisco|Pleasanton|San Carlos|Los Altos"
        "|Hayward|Walnut Creek|San Bruno|Belmont|Sausalito|Mill Valley|San Rafael|Saratoga"
        "|Newark|Alameda|San Ramon|Brisbane|Livermore|Half Moon Bay|Redwood Shores")),
    "Silicon Valley": (
        "Silicon Valley|the Valley|South Bay|the South Bay", "US", "CA",
        ("San Jose|Palo Alto|Mountain View|Sunnyvale|Santa Clara|Menlo Park|Cupertino|Campbell"
        "|Los Gatos|Milpitas|Los Altos|Saratoga|Redwood City|East Palo Alto|Morgan Hill")),
    "the New York metro area": (
        ("NYC metro|New York metro|New York metro area|greater New York|greater NYC|NYC area"
        "|New York area|New York City area"), "US", "",
        ("New York|NYC|NY|New York City|Brooklyn|Manhattan|Queens|Bronx|Staten Island|Jersey City"
        "|Hoboken|Newark|Stamford|White Plains")),
    "Greater Boston": (
        "Greater Boston|Boston area|Boston metro|Boston metro area", "US", "MA",
        ("Boston|Cambridge|Somerville|Waltham|Newton|Burlington|Lexington|Woburn|Watertown"
        "|Bedford|Quincy|Needham|Framingham|Natick|Marlborough|Westborough|Andover")),
    "Greater Los Angeles": (
        ("Greater Los Angeles|LA area|Los Angeles area|Los Angeles metro|Greater LA|LA metro"
        "|SoCal|Southern California"), "US", "CA",
        ("Los Angeles|Santa Monica|Venice|Culver City|Pasadena|Burbank|Glendale|Long Beach"
        "|Beverly Hills|West Hollywood|Irvine|El Segundo|Marina del Rey")),
    "Greater Seattle": ("Greater Seattle|Seattle area|Seattle metro|Puget Sound", "US", "WA",
                        "Seattle|Bellevue|Redmond|Kirkland|Bothell|Issaquah|Tacoma"),
    "Greater London": ("Greater London|London area|London metro", "GB", "",
                       "London|City of London|Westminster|Croydon"),
    "the Research Triangle": ("Research Triangle|Raleigh-Durham|RTP|the Triangle", "US", "NC",
                              "Raleigh|Durham|Chapel Hill|Cary|Morrisville"),
}  # fmt: skip
"""Label -> names, country, state (or none), and the cities in it."""

METRO_VALUES = {
    "the San Francisco Bay Area": ("sf bay", "san francisco bay area", "sf bay area", "bay area"),
    "the New York metro area": ("new york", "new york city", "greater new york"),
    "Greater Boston": ("boston", "greater boston"),
    "Greater Los Angeles": ("los angeles", "greater los angeles"),
    "Greater Seattle": ("seattle", "greater seattle"),
    "Greater London": ("london", "greater london"),
    "the Research Triangle": ("raleigh durham", "research triangle"),
}
"""What data sources write in a metro column for them."""

CITIES = {
    "US-NY": "New York City/NYC/New York, NY/New York NY/N.Y.C./the Big Apple/New York/NY"
             "|Brooklyn|Manhattan|Buffalo|Rochester",
    "US-CA": "San Francisco/SF/San Fran/Frisco|Los Angeles/L.A./LA|San Diego|San Jose|Palo Alto"
             "|Mountain View|Sacramento|Oakland|Santa Monica|Sunnyvale|Santa Clara|Redwood City"
             "|Menlo Park|San Mateo|Irvine|Pasadena|Santa Barbara|Cupertino|Berkeley",
    "US-MA": "Boston|Cambridge|Waltham|Somerville", "US-IL": "Chicago", "US-TX":
    "Austin|Dallas|Houston|San Antonio|Plano|Fort Worth", "US-WA": "Seattle|Bellevue|Redmond",
    "US-CO": "Denver|Boulder|Colorado Springs", "US-GA": "Atlanta", "US-FL":
    "Miami|Orlando|Tampa|Jacksonville|Fort Lauderdale", "US-PA": "Philadelphia/Philly|Pittsburgh",
    "US-AZ": "Phoenix|Scottsdale|Tempe", "US-MI": "Detroit|Ann Arbor", "US-MN":
    "Minneapolis|Saint Paul/St. Paul/St Paul", "US-OR": "Portland", "US-UT":
    "Salt Lake City/SLC|Provo|Lehi", "US-NC": "Charlotte|Raleigh|Durham", "US-OH":
    "Columbus|Cleveland|Cincinnati", "US-MO": "St. Louis/St Louis/Saint Louis|Kansas City",
    "US-TN": "Nashville|Memphis", "US-NV": "Las Vegas/Vegas|Reno", "US-MD": "Baltimore|Bethesda",
    "US-IN": "Indianapolis/Indy", "US-LA": "New Orleans", "US-WI": "Milwaukee|Madison",
    "CA-ON": "Toronto|Ottawa|Waterloo", "CA-BC": "Vancouver", "CA-QC": "Montreal/Montréal",
    "CA-AB": "Calgary|Edmonton", "GB": "London|Manchester|Edinburgh|Bristol|Birmingham|Leeds"
    "|Glasgow|Oxford|Belfast|Liverpool", "DE": "Berlin|Munich/München/Muenchen|Hamburg"
    "|Frankfurt/Frankfurt am Main|Cologne/Köln/Koeln|Stuttgart|Düsseldorf/Duesseldorf|Leipzig",
    "FR": "Paris|Lyon|Marseille|Toulouse|Nice|Bordeaux|Lille", "NL":
    "Amsterdam|Rotterdam|Utrecht|The Hague/Den Haag|Eindhoven", "BE": "Brussels|Antwerp|Ghent",
    "CH": "Zurich/Zürich|Geneva/Genève|Basel|Bern|Lausanne", "AT": "Vienna/Wien", "IE":
    "Dublin|Cork|Galway", "ES": "Madrid|Barcelona|Valencia", "PT": "Lisbon/Lisboa|Porto",
    "IT": "Milan/Milano|Rome/Roma|Turin", "SE": "Stockholm|Gothenburg/Göteborg|Malmö", "DK":
    "Copenhagen", "NO": "Oslo|Bergen", "FI": "Helsinki", "PL": "Warsaw|Krakow/Kraków|Wroclaw",
    "CZ": "Prague/Praha", "HU": "Budapest", "RO": "Bucharest", "GR": "Athens", "EE": "Tallinn",
    "IL": "Tel Aviv|Jerusalem|Haifa", "AE": "Dubai|Abu Dhabi", "SA": "Riyadh", "TR": "Istanbul",
    "IN": "Bangalore/Bengaluru|Mumbai|Delhi/New Delhi|Hyderabad|Pune|Chennai", "CN":
    "Beijing|Shanghai|Shenzhen|Guangzhou", "JP": "Tokyo|Osaka", "KR": "Seoul", "TW": "Taipei",
    "TH": "Bangkok", "ID": "Jakarta", "MY": "Kuala Lumpur/KL", "PH": "Manila", "AU-NSW": "Sydney",
    "AU-VIC": "Melbourne", "AU-QLD": "Brisbane", "AU-WA": "Perth", "NZ":
    "Auckland|Wellington", "BR": "São Paulo/Sao Paulo|Rio de Janeiro/Rio", "MX":
    "Mexico City/CDMX|Monterrey|Guadalajara", "AR": "Buenos Aires", "CO": "Bogotá/Bogota", "CL":
    "Santiago", "PE": "Lima", "ZA": "Cape Town|Johannesburg", "NG": "Lagos", "KE": "Nairobi",
    "EG": "Cairo",
}  # fmt: skip
"""Country or country-state -> cities (separated by bars) and their other names (by slashes)."""
