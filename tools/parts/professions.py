"""The taxonomy of job titles: levels, functions, and the officers whose title says both."""

LEVELS = {
    "founder": "founder|founders|co-founder|co-founders|cofounder|cofounders|founding partner",
    "chief": "chief|c-level|c level|clevel|c suite|c-suite|cxo|cxos",
    "president": "president|presidents",
    "evp": "evp|evps|executive vice president|executive vice presidents|exec vp|executive vp",
    "svp": "svp|svps|senior vice president|senior vice presidents|sr vp|sr vice president"
           "|senior vp|sr. vp",
    "vp": "vp|vps|v.p.|v.p|vice president|vice presidents|vice-president|vice pres|vp's|veep|veeps"
          "|avp|assistant vice president|associate vice president|area vice president"
          "|regional vice president|rvp|global vp|v p",
    "head": "head|heads|global head",
    "director": "director|directors|dir|sr director|senior director|sr dir|managing director"
                "|directeur|associate director|assistant director|senior directors|dirs",
    "manager": "manager|managers|mgr|mgrs|sr manager|senior manager|sr mgr|supervisor|team lead"
               "|team leader|general manager|gm",
    "lead": "lead|leads|principal|staff",
    "senior": "senior|sr|chief of staff",
    "entry": "junior|jr|intern|trainee|associate|assistant|apprentice",
    "owner": "owner|owners|proprietor",
    "partner": "partner|partners|managing partner",
}  # fmt: skip
"""From the most senior; several words of one title count as the first of them."""

LEVEL_LABELS = {
    "founder": "founder", "chief": "chief officer", "president": "president", "evp": "EVP",
    "svp": "SVP", "vp": "VP", "head": "head", "director": "director", "manager": "manager",
    "lead": "lead", "senior": "senior", "entry": "junior", "owner": "owner", "partner": "partner",
}  # fmt: skip

CHIEFS = {
    "general": "ceo|ceos|chief executive officer|chief executive officers|chief executive"
               "|chief exec|c.e.o.",
    "finance": "cfo|cfos|chief financial officer|chief financial officers|chief finance officer",
    "engineering technology": "cto|ctos|chief technology officer|chief technology officers"
                              "|chief technical officer|c.t.o.",
    "it": "cio|cios|chief information officer|chief information officers",
    "security": "ciso|cisos|chief information security officer|chief security officer|cso",
    "marketing": "cmo|cmos|chief marketing officer|chief marketing officers",
    "sales revenue": "cro|cros|chief revenue officer|chief revenue officers|chief sales officer"
                     "|chief commercial officer",
    "operations": "coo|coos|chief operating officer|chief operations officer"
                  "|chief operating officers",
    "product": "cpo|cpos|chief product officer|chief product officers",
    "people": "chro|chros|chief people officer|chief human resources officer|chief hr officer"
              "|chief talent officer",
    "data": "cdo|cdos|chief data officer|chief analytics officer|chief data and analytics officer",
    "success": "chief customer officer",
    "legal": "clo|chief legal officer|general counsel|general counsels",
    "strategy": "chief strategy officer",
    "revops": "chief revenue operations officer",
    "procurement": "chief procurement officer",
    "medical": "chief medical officer",
}  # fmt: skip
"""Functions -> the officers who lead them."""

FUNCTIONS = {
    "engineering": "engineering|engineer|engineers|eng|engg|software engineering|software engineer"
                   "|software engineers|software development|software developer|developer"
                   "|developers|r and d|research and development|platform engineering|devops"
                   "|site reliability|sre|architecture|backend|frontend|programmer",
    "technology": "technology|technical|tech",
    "it": "it|information technology|information systems|systems administration|sysadmin|mis",
    "security": "security|information security|cybersecurity|cyber security|infosec|it security",
    "data": "data|analytics|data science|data engineering|business intelligence|bi"
            "|data scientist|data analyst|machine learning|ai",
    "product": "product|products|product management|product manager|product managers"
               "|product owner|product development",
    "design": "design|ux|user experience|product design|designer|ui|creative",
    "revops": "revenue operations|revops|rev ops|sales operations|sales ops|salesops"
              "|go-to-market operations|gtm operations|gtm ops|business operations|bizops"
              "|sales and revenue operations|commercial operations",
    "sales": "sales|selling|account executive|account executives|ae|aes|inside sales"
             "|field sales|enterprise sales|sales development|sdr|sdrs|bdr|bdrs|commercial"
             "|account management|account manager|account managers|sales engineering"
             "|sales engineer|sales engineers|solutions engineering|solutions engineer|presales"
             "|pre-sales|sales rep|sales representative|sales representatives",
    "revenue": "revenue",
    "marketing": "marketing|mktg|mkt|demand generation|demand gen|growth|growth marketing"
                 "|product marketing|brand|content|communications|public relations"
                 "|digital marketing|field marketing|content marketing|digital|events|seo",
    "marketing operations": "marketing operations|marketing ops|mops|marops",
    "partnerships": "partnerships|alliances|channel|channels|partner marketing"
                    "|strategic partnerships|business development|biz dev|bizdev|bd",
    "success": "customer success|client success|cs|customer experience|cx|customer success manager"
               "|csm|csms|client services|customer onboarding",
    "support": "support|customer support|technical support|customer service|help desk|helpdesk"
               "|customer care",
    "finance": "finance|financial|accounting|controller|comptroller|treasury|treasurer|fp and a"
               "|fpa|financial planning|accountant|accounts payable|tax|audit",
    "people": "human resources|hr|people|people operations|people ops|talent|talent acquisition"
              "|recruiting|recruiter|recruitment|people and culture|hrbp|learning and development",
    "legal": "legal|counsel|compliance|attorney|lawyer|privacy",
    "operations": "operations|ops|operation|logistics|supply chain|manufacturing|production"
                  "|facilities|plant|warehouse|fulfillment|quality",
    "strategy": "strategy|corporate strategy|strategic planning|corporate development",
    "procurement": "procurement|purchasing|sourcing|buyer|vendor management",
    "projects": "project management|program management|pmo|project|program|programme"
                "|project manager|program manager",
    "medical": "medical|clinical|nursing|medicine",
    "education": "teaching|academic",
    "administration": "office|administration|administrative|admin|executive assistant",
    "general": "general management",
}  # fmt: skip
"""Function -> its names; the longest name found in a title decides."""

FUNCTION_LABELS = {
    "it": "IT", "revops": "revenue operations", "success": "customer success",
    "people": "people (HR)", "general": "the company", "medical": "medicine",
    **{name: name for name in (
        "engineering", "technology", "security", "data", "product", "design", "sales", "revenue",
        "marketing", "marketing operations", "partnerships", "support", "finance", "legal",
        "operations", "strategy", "procurement", "projects", "education", "administration")},
}  # fmt: skip

GROUPS = {
    "founder chief president evp svp vp head director owner partner":
        "decision makers|decision-makers|decision maker|leaders|leader|leadership"
        "|senior leaders|execs|executives|exec|senior executives",
    "chief founder president": "c-level executives|c level executives|c-suite executives"
        "|top executives|c-levels",
    "chief": "chief officers|c-level|c level|c suite|c-suite|cxos|cxo",
}  # fmt: skip
"""Levels -> the words that ask for all of them at once."""
