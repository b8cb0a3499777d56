"""The vocabulary of the demo company: invented companies, common names, titles, industries."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


INDUSTRIES = {
    "Technology": 20, "Financial Services": 14, "Healthcare": 13, "Manufacturing": 12,
    "Retail": 10, "Professional Services": 8, "Logistics": 6, "Education": 5, "Energy": 4,
    "Media": 4, "Hospitality": 4,
}  # fmt: skip
"""Each industry and its weight."""

TRADES = {
    "Technology": "Software Systems Technologies Labs Cloud Data Networks Robotics",
    "Financial Services": "Capital Financial Bancorp Lending Payments Insurance Advisors Credit",
    "Healthcare": "Health Medical Clinics Biosciences Therapeutics Diagnostics Care Wellness",
    "Manufacturing": "Industries Manufacturing Fabrication Materials Components Tooling Plastics",
    "Retail": "Stores Outfitters Goods Market Apparel Grocers Brands Home",
    "Professional Services": "Consulting Partners Associates Group Strategy Legal Staffing",
    "Logistics": "Logistics Freight Shipping Transport Supply Carriers Warehousing",
    "Education": "Academy Learning Schools Institute Education Training",
    "Energy": "Energy Power Solar Utilities Petroleum Renewables",
    "Media": "Media Publishing Studios Broadcasting Interactive Pictures",
    "Hospitality": "Hotels Resorts Dining Catering Travel Hospitality",
}
"""The second word of a company's name, by industry."""

STARTS = _words(
    "Al Ard Ash Bel Ber Bran Bre Cal Car Cas Ced Cor Cres Dal Dar Del Dor Ed El Em Fal Fen Fir "
    "Gal Gar Glen Gran Hal Har Hav Hol Il Jas Kel Ken Kir Lan Lar Lin Lor Lun Mar Mel Mer Mon Nor "
    "Oak Or Pel Per Quin Rad Rav Ren Ros Sal San Sel Sil Sol Stan Tal Tam Ter Thor Tor Val Ver "
    "Vin Wes Wil Win Yar Zen Zor"
)
ENDS = _words(
    "aven bourne bridge brook bury croft dale den der dine don fax field ford gate grove ham "
    "haven hurst ington ison land lane leigh ley lin low mark mere mont more nell ova port quist "
    "ridge ron sby sett shaw stead stone ton vale vane view wald ward way well wick wood worth "
    "wyn"
)
"""Two halves of an invented root: `Bel` + `haven`."""

LEGAL = {
    "United States": ("Inc", "LLC", "Corp"),
    "Canada": ("Inc", "Ltd"),
    "United Kingdom": ("Ltd", "PLC"),
    "Germany": ("GmbH", "AG"),
    "France": ("SAS", "SA"),
    "Netherlands": ("BV",),
    "Ireland": ("Ltd",),
    "Spain": ("SL",),
    "Sweden": ("AB",),
    "Australia": ("Pty Ltd",),
    "Singapore": ("Pte Ltd",),
    "Japan": ("KK",),
    "India": ("Pvt Ltd",),
}
ABBREVIATIONS = {
    "Technologies": "Tech", "Manufacturing": "Mfg", "Associates": "Assoc", "Systems": "Sys",
    "Industries": "Ind", "Medical": "Med", "Financial": "Fin", "Group": "Grp",
    "Consulting": "Cnslt", "Transport": "Trans", "International": "Intl",
}  # fmt: skip

FIRST_NAMES = _words(
    "Aaron Abigail Adam Adrian Aisha Alan Albert Alejandra Alice Amara Amelia Amit Amy Ana Andre "
    "Andrea Andrew Angela Anita Anthony Antonio Arjun Ashley Audrey Barbara Benjamin Beth Brandon "
    "Brenda Brian Bruce Caleb Camila Carl Carlos Carmen Caroline Catherine Charles Charlotte Chen "
    "Christina Christopher Claire Colin Connor Craig Cynthia Damian Daniel Darius David Deborah "
    "Deepa Derek Diana Diego Donald Donna Dorothy Douglas Edward Eleanor Elena Elizabeth Ella "
    "Emily Emma Eric Erin Ethan Eugene Eva Evelyn Fatima Felix Fernando Fiona Florian Frances "
    "Francisco Frank Gabriel Gail George Gerald Gloria Grace Graham Gregory Hana Hannah Harold "
    "Harriet Hassan Heather Helen Henry Hiroshi Holly Howard Hugo Ian Imani Ingrid Irene Isaac "
    "Isabel Ivan Jack Jacob James Janet Jasmine Jason Javier Jean Jeffrey Jennifer Jeremy Jerome "
    "Jessica Joan Joel John Jonathan Jordan Jorge Joseph Joshua Joyce Juan Judith Julia Julian "
    "Karen Karl Katherine Keith Kelly Kenneth Kevin Kim Kofi Kristin Kumar Kyle Lars Laura Lauren "
    "Lawrence Leah Leo Leslie Liam Linda Lisa Louis Lucas Lucia Luis Lydia Madeline Malik Marcus "
    "Margaret Maria Mario Mark Martha Martin Mary Mateo Matthew Maureen Max Megan Mei Melissa "
    "Michael Michelle Miguel Miles Mohammed Monica Nadia Naomi Natalie Nathan Neil Nicholas "
    "Nicole Nina Noah Nora Olga Oliver Olivia Omar Oscar Pamela Patricia Patrick Paul Pedro Peter "
    "Philip Priya Rachel Rafael Raj Raymond Rebecca Ricardo Richard Rita Robert Roberto Roger "
    "Rosa Roy Ruth Ryan Samantha Samuel Sandra Sanjay Sara Sean Sergio Sharon Sheila Simon Sofia "
    "Sonia Stanley Stella Stephanie Stephen Steven Sunita Susan Sven Sylvia Tamara Tara Teresa "
    "Theodore Thomas Timothy Todd Tomas Tracy Valerie Vanessa Vera Victor Victoria Vikram Vincent "
    "Virginia Walter Wanda Wayne Wei Wendy William Xavier Yasmin Yuki Yvonne Zachary Zara Zoe"
)
LAST_NAMES = _words(
    "Abbott Acosta Adams Adeyemi Aguilar Ahmed Allen Alvarez Anderson Andersson Armstrong Arnold "
    "Atkins Bailey Baker Banerjee Barnes Barrett Bauer Becker Bell Bennett Berg Bianchi Bishop "
    "Black Blake Boateng Bowman Boyd Bradley Brandt Brooks Brown Bryant Burke Burns Butler "
    "Campbell Cardoso Carlson Carpenter Carroll Carter Castillo Castro Chandra Chang Chapman "
    "Chavez Choi Clark Cohen Coleman Collins Cook Cooper Cortez Costa Cox Crawford Cruz "
    "Cunningham Curtis Dalton Daniels Das Davidson Davies Davis Delgado Desai Diaz Dietrich Dixon "
    "Doyle Dubois Duncan Dunn Edwards Elliott Ellis Eriksson Espinoza Evans Farrell Ferguson "
    "Fernandez Ferrari Fischer Fisher Fleming Fletcher Flores Ford Foster Fowler Fox Francis "
    "Franklin Fraser Freeman Fuentes Fuller Garcia Gardner Garrett Gibson Gilbert Gomez Gonzalez "
    "Goodwin Gordon Graham Grant Graves Gray Greene Griffin Gupta Gustafsson Guzman Hale Hall "
    "Hamilton Hansen Harper Harris Harrison Hart Harvey Hawkins Hayashi Hayes Henderson Hernandez "
    "Herrera Hicks Hoffmann Holmes Holt Hopkins Horvath Howell Hughes Hunt Hussain Ito Iyer "
    "Jackson Jacobs Jansen Jenkins Jensen Jimenez Johansson Johnson Jones Joshi Kaplan Kapoor "
    "Kelley Kennedy Khan Kim Klein Knight Kowalski Kramer Krishnan Kumar Lambert Larsen Lawson "
    "Lee Lehmann Lewis Lindgren Long Lopez Lowe Lucas Lynch MacDonald Mahoney Malone Mann Marsh "
    "Marshall Martin Martinez Mason Matsuda Matthews McCarthy McCoy McDonald McKenzie Medina "
    "Mehta Mendoza Meyer Miller Mills Mitchell Molina Montgomery Moore Morales Moreno Morgan "
    "Morris Morrison Mueller Mukherjee Murphy Murray Myers Nakamura Navarro Nelson Newman Nguyen "
    "Nielsen Nolan Novak O'Brien O'Connor O'Neill Okafor Oliver Olsen Ortega Ortiz Osborne Owens "
    "Palmer Park Parker Parsons Patel Patterson Payne Pereira Perez Perkins Perry Peters Petrov "
    "Pham Phillips Porter Powell Price Quinn Ramirez Ramos Rao Reddy Reed Reeves Reyes Reynolds "
    "Rhodes Richards Richter Riley Rivera Roberts Robinson Rodriguez Rogers Romano Rose Ross "
    "Rossi Rowe Russell Ryan Salazar Sanchez Sanders Santiago Santos Sato Saunders Schmidt "
    "Schneider Schulz Schwartz Scott Sharma Shaw Shea Silva Simmons Simpson Singh Smith Snyder "
    "Soto Spencer Stephens Stevens Stewart Stone Sullivan Suzuki Svensson Tanaka Taylor Thompson "
    "Torres Townsend Tran Tucker Turner Vance Vargas Vasquez Vega Wagner Walker Wallace Walsh "
    "Wang Ward Warren Washington Watanabe Watson Weaver Webb Weber Weiss Wells West Wheeler White "
    "Williams Wilson Wong Wood Wright Yamamoto Yang Young Zhang Zimmermann"
)
NICKNAMES = {
    "Robert": "Bob", "William": "Bill", "Elizabeth": "Liz", "Margaret": "Maggie",
    "Katherine": "Kate", "Catherine": "Cathy", "Michael": "Mike", "Christopher": "Chris",
    "Jennifer": "Jen", "Richard": "Rick", "Thomas": "Tom", "James": "Jim", "Joseph": "Joe",
    "Daniel": "Dan", "Matthew": "Matt", "Anthony": "Tony", "Andrew": "Andy", "Benjamin": "Ben",
    "Samuel": "Sam", "Samantha": "Sam", "Nicholas": "Nick", "Stephen": "Steve", "Steven": "Steve",
    "Timothy": "Tim", "Gregory": "Greg", "Jeffrey": "Jeff", "Edward": "Ted", "Charles": "Chuck",
    "Patricia": "Pat", "Patrick": "Pat", "Deborah": "Deb", "Susan": "Sue", "Victoria": "Vicky",
    "Rebecca": "Becky", "Theodore": "Ted", "Kenneth": "Ken", "Jonathan": "Jon",
    "Alejandra": "Ale", "Lawrence": "Larry", "Zachary": "Zach", "Philip": "Phil",
    "Jessica": "Jess", "Joshua": "Josh", "David": "Dave", "Donald": "Don", "Raymond": "Ray",
    "Stephanie": "Steph", "Pamela": "Pam", "Jacob": "Jake", "Gabriel": "Gabe", "Abigail": "Abby",
}  # fmt: skip

TITLES = {
    "VP of Engineering": 5, "VP of Sales": 5, "VP of Marketing": 4, "VP of Operations": 4,
    "Chief Executive Officer": 3, "Chief Technology Officer": 4, "Chief Financial Officer": 4,
    "Chief Revenue Officer": 2, "Chief Operating Officer": 2, "Head of RevOps": 3,
    "Head of Finance": 3, "Head of Data": 3, "Head of Sales": 3, "Director of Engineering": 5,
    "Director of Sales Operations": 5, "Director of Finance": 4, "Director of IT": 5,
    "Director of Marketing": 4, "Sales Operations Manager": 7, "Marketing Operations Manager": 5,
    "Revenue Operations Manager": 5, "Finance Manager": 6, "IT Manager": 6,
    "Engineering Manager": 6, "Procurement Manager": 4, "Customer Success Manager": 4,
    "Senior Software Engineer": 4, "Data Analyst": 4, "Business Analyst": 4,
    "Systems Administrator": 4, "Account Executive": 3, "Controller": 3,
}  # fmt: skip
"""Job titles and how common they are among buyers."""
TITLE_SPELLINGS = {
    "VP of Engineering": ("VP Eng.", "vp engineering", "V.P. Engineering"),
    "VP of Sales": ("VP Sales", "V.P. of Sales", "vp of sales"),
    "VP of Marketing": ("VP Mktg", "VP MARKETING"),
    "VP of Operations": ("VP Ops", "V.P. Operations"),
    "Chief Executive Officer": ("chief executive officer", "CHIEF EXECUTIVE OFFICER"),
    "Chief Technology Officer": ("chief technology officer",),
    "Chief Financial Officer": ("CHIEF FINANCIAL OFFICER", "chief financial officer"),
    "Director of Engineering": ("Dir. of Engineering", "Director Eng."),
    "Director of Sales Operations": ("Dir. Sales Ops", "director of sales operations"),
    "Director of Finance": ("Dir. of Finance", "DIRECTOR OF FINANCE"),
    "Director of IT": ("Dir. of IT", "director of IT"),
    "Sales Operations Manager": ("Sales Ops Mgr", "sales operations manager"),
    "Marketing Operations Manager": ("Mktg Ops Mgr", "MARKETING OPERATIONS MANAGER"),
    "Finance Manager": ("Finance Mgr.", "finance manager"),
    "Engineering Manager": ("Eng. Manager", "engineering  manager"),
    "Senior Software Engineer": ("Sr. Software Engineer", "Sr Software Eng."),
}
LEAD_SOURCES = {
    "Website": 24, "Referral": 14, "Outbound": 20, "Event": 12, "Paid Search": 12, "Partner": 9,
    "Webinar": 9,
}  # fmt: skip
STREETS = ("Market Street", "Main Street", "Oak Avenue", "Mill Road", "King Street", "Park Avenue",
           "Harbor Drive", "Station Road", "Cedar Lane", "Union Boulevard")  # fmt: skip
KEYWORDS = {
    "Technology": "saas, developer tools, analytics",
    "Financial Services": "fintech, payments, lending",
    "Healthcare": "digital health, telemedicine, medical devices",
    "Manufacturing": "industrial automation, components",
    "Retail": "ecommerce, consumer goods",
    "Professional Services": "consulting, staffing",
    "Logistics": "freight, supply chain",
    "Education": "edtech, e-learning",
    "Energy": "clean energy, solar",
    "Media": "digital media, advertising",
    "Hospitality": "travel, restaurants",
}
