"""The tree of industries, with the names that people, CRMs and data sources use for each."""

SECTORS: dict[str, tuple[str, str, str, str]] = {
    "finance": ("finance", "", ("financial services|financial|financials|finances"
        "|finance and insurance|capital markets|financial institutions"), ""),
    "fintech": ("fintech", "finance", "fin tech|financial technology|fin-tech|fintechs|fin techs",
        "fintech|payment|lending|loan|bank|wealth|invest|credit|money|trading|insur"),
    "banking": ("banking", "finance", "banks|bank|commercial banking|neobanks|neobank",
        "bank|deposit|credit union"),
    "payments": ("payments", "fintech", "payment processing|payment|paytech", "payment|checkout"),
    "insurance": ("insurance", "finance", "insurers|insurtech|insur tech", "insur|underwrit"),
    "investment": ("investment management", "finance", ("investment banking|venture capital"
        "|venture capital and private equity|asset management|wealth management|private equity"
        "|hedge funds|investment"), "invest|fund|wealth|asset manag"),
    "accounting": ("accounting", "finance", "accountants|accountancy", "accounting|bookkeep|tax"),
    "crypto": ("crypto", "fintech", "cryptocurrency|blockchain|web3|bitcoin",
        "crypto|blockchain|bitcoin|token"),
    "health": ("healthcare", "", ("health|health care|healthcare services|hospital"
        "|hospitals|hospital and health care|hospitals and health care|digital health"
        "|health tech|healthtech|healthcare and life sciences|health and wellness"
        "|health wellness and fitness|healthcare technology|medtech and health"), ""),
    "medical": ("medical devices", "health", ("medical|medical device|medtech|med tech"
        "|medical equipment|medical technology"), "medical|device|surgical|diagnos"),
    "biotech": ("biotech", "health", ("biotechnology|bio tech|life sciences|life science|biotechs"
        "|bio"), "biotech|gene|protein|therap|cell"),
    "pharma": ("pharmaceuticals", "health", "pharma|pharmaceutical|drug makers",
        "pharma|drug|therap"),
    "technology": ("technology", "", ("tech|high tech|hi tech|information technology"
        "|information technology and services|it services|technology information and internet"
        "|technolgy|it and services"), ""),
    "software": ("software", "technology", ("computer software|software development"
        "|software and internet|software companies"), ""),
    "saas": ("SaaS", "software", "software as a service|cloud software|b2b saas|b2b software",
        "saas|cloud|subscription|software as a service|on demand"),
    "cloud": ("cloud", "software", "cloud computing|cloud infrastructure", "cloud|hosting"),
    "enterprise": ("enterprise software", "software", "enterprise|business software", ""),
    "ai": ("artificial intelligence", "software", "ai|machine learning|a.i.",
        "artificial intelligence|machine learning|neural|predictive"),
    "analytics": ("analytics", "software", "data analytics|big data|business intelligence", ""),
    "security": ("security", "technology", ("cybersecurity|cyber security|infosec|it security"
        "|computer and network security|network security|information security"), ""),
    "mobile": ("mobile", "technology", "mobile apps|apps|mobile app", ""),
    "web": ("web", "technology", "internet|online services|consumer internet|web services", ""),
    "search": ("search", "web", "search engines", ""),
    "social": ("social media", "web", "social|social networks|social networking", ""),
    "messaging": ("messaging", "technology", "chat apps", ""),
    "hosting": ("network and hosting", "technology", ("network_hosting|hosting|networking"
        "|computer networking|web hosting|network hosting"), ""),
    "hardware": ("hardware", "technology", ("computer hardware|consumer electronics|electronics"
        "|computers and electronics|electrical electronic manufacturing"), ""),
    "semiconductor": ("semiconductors", "technology", "semiconductor|chips|chip makers|semis", ""),
    "nanotech": ("nanotechnology", "technology", "nanotech", ""),
    "martech": ("marketing technology", "software", "martech|mar tech|adtech|ad tech",
        "marketing|advertis|campaign"),
    "hrtech": ("HR technology", "software", "hr tech|hrtech|hr software", "recruit|hiring|payroll"),
    "edtech": ("edtech", "education", "ed tech|education technology|e-learning|elearning",
        "learn|school|student|course"),
    "telecom": ("telecommunications", "", ("telecom|telecoms|telco|telcos|telecommunication"
        "|wireless"), ""),
    "retail": ("retail", "", ("retailers|retailer|stores|consumer goods|consumer products|fmcg"
        "|cpg|consumer packaged goods|retail and consumer goods|consumer"), ""),
    "ecommerce": ("e-commerce", "retail", ("ecommerce|online retail|online stores|e commerce"
        "|internet retail|dtc|d2c"), "shop|store|commerce|retail"),
    "fashion": ("fashion", "retail", "apparel|clothing|apparel and fashion", ""),
    "food": ("food and beverage", "retail", ("food|food and beverages|food production|beverages"
        "|foodtech"), ""),
    "pets": ("pets", "retail", "pet care|pet", ""),
    "manufacturing": ("manufacturing", "", ("manufacturers|manufacturer|industrial|industrials"
        "|industrial manufacturing|machinery|mechanical or industrial engineering"), ""),
    "automotive": ("automotive", "manufacturing", "auto|cars|automobile|car makers", ""),
    "aerospace": ("aerospace and defence", "manufacturing", ("aerospace|defense|defence"
        "|aerospace and defense|aviation"), ""),
    "chemicals": ("chemicals", "manufacturing", "chemical", ""),
    "construction": ("construction", "", ("construction and engineering|builders|contractors"
        "|building materials|engineering and construction"), ""),
    "energy": ("energy", "", ("oil and gas|energy and utilities|utilities|power|oil and energy"
        "|oil|gas"), ""),
    "cleantech": ("cleantech", "energy", ("clean tech|clean energy|renewables|renewable energy"
        "|green tech|climate tech|renewables and environment|solar"), "solar|wind|renew|battery"),
    "agriculture": ("agriculture", "", "agtech|farming|agri|ag tech", ""),
    "transportation": ("transportation", "", ("transport|logistics|logistics and supply chain"
        "|transportation and logistics|shipping|trucking|supply chain|freight"), ""),
    "travel": ("travel", "", ("travel and tourism|leisure travel and tourism|tourism|airlines"
        "|travel and leisure"), ""),
    "hospitality": ("hospitality", "", "hotels|restaurants|hotels and restaurants|leisure", ""),
    "realestate": ("real estate", "", ("property|proptech|real_estate|prop tech"
        "|commercial real estate"), ""),
    "education": ("education", "", ("higher education|schools|universities|e-learning providers"
        "|primary secondary education|education management"), ""),
    "government": ("government", "", ("public sector|government administration|govtech|federal"
        "|state and local government"), ""),
    "nonprofit": ("nonprofit", "", ("non-profit|nonprofits|non profits|charities|charity|ngo|ngos"
        "|nonprofit organization management|not for profit"), ""),
    "media": ("media", "", ("media and entertainment|entertainment|publishing|broadcasting"
        "|media production"), ""),
    "news": ("news", "media", "newspapers|online news", ""),
    "music": ("music", "media", "music industry", ""),
    "games": ("games and video", "media", ("games_video|games|gaming|video games|computer games"
        "|video|esports|games video"), ""),
    "photo": ("photo and video", "media", "photo_video|photography|photo video", ""),
    "sports": ("sports", "media", "sport|fitness", ""),
    "advertising": ("advertising", "", ("ads|marketing and advertising|marketing agencies"
        "|ad agencies|marketing"), ""),
    "pr": ("public relations", "advertising", "public_relations|pr agencies|communications", ""),
    "consulting": ("consulting", "services", ("management consulting|consultancies|consultants"
        "|consultancy"), ""),
    "services": ("professional services", "", "business services|services", ""),
    "legal": ("legal", "services", "law|law firms|legal services|law practice|legaltech|legal tech",
        ""),
    "staffing": ("staffing", "services", ("recruiting|human resources|staffing and recruiting"
        "|employment|employment services|recruitment|hr"), ""),
    "design": ("design", "services", "graphic design|design agencies", ""),
    "research": ("research", "", "market research", ""),
    "local": ("local services", "", "local|local business|local businesses", ""),
    "other": ("other", "", "others|miscellaneous", ""),
}  # fmt: skip
"""Name -> label, the wider industry, other names, and fragments that give it away in a text."""
