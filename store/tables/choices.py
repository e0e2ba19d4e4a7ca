"""Every choice that a field offers: the code that is stored and the words that are shown."""

from locales.messages import N_, NC_

CUSTOMERS = (("firm", N_("firm")), ("consumer", N_("consumer")))
LISTS = (
    ("existing", NC_("list", "existing")),
    ("probable", NC_("list", "probable")),
    ("potential", NC_("list", "potential")),
)
KINDS = (("fixed", NC_("kind", "fixed")), ("attack", NC_("kind", "attack")), ("develop", NC_("kind", "develop")))
GRADES = (("A", N_("grade A")), ("B", N_("grade B")), ("C", N_("grade C")))
ATTITUDES = (("loyal", N_("loyal")), ("switching", N_("brand-switching")), ("none", N_("no brand loyalty")))
WARMTHS = (
    ("5", N_("5 eager")),
    ("4", N_("4 warm")),
    ("3", N_("3 neutral")),
    ("2", N_("2 cool")),
    ("1", N_("1 averse")),
)
OPINIONS = (("good", NC_("opinion", "good")), ("mixed", NC_("opinion", "mixed")), ("bad", NC_("opinion", "bad")))
RATINGS = (
    ("excellent", NC_("rating", "excellent")),
    ("good", NC_("rating", "good")),
    ("fair", NC_("rating", "fair")),
    ("poor", NC_("rating", "poor")),
)
SIZES = (("large", NC_("size", "large")), ("medium", NC_("size", "medium")), ("small", NC_("size", "small")))
LANGUAGES = (("zh_CN", N_("Chinese")), ("en", N_("English")), ("fr", N_("French")))
COUNTRIES = (
    ("CN", N_("China")),
    ("FR", N_("France")),
    ("GB", N_("Great Britain")),
    ("HK", N_("Hong Kong")),
    ("TW", N_("Taiwan")),
    ("BE", N_("Belgium")),
    ("CH", N_("Switzerland")),
    ("CA", N_("Canada")),
    ("IE", N_("Ireland")),
    ("US", N_("United States")),
    ("SG", N_("Singapore")),
)
GENDERS = (("female", N_("female")), ("male", N_("male")))
LEGAL_FORMS = (
    ("sole", N_("sole trader")),
    ("partnership", N_("partnership")),
    ("limited", N_("limited company")),
    ("joint_stock", N_("joint-stock company")),
    ("cooperative", N_("cooperative")),
    ("public", N_("public body")),
)
CONSENTS = (("given", NC_("consent", "given")), ("refused", NC_("consent", "refused")))
PERSON_ROLES = (
    ("owner", N_("owner")),
    ("manager", NC_("person", "manager")),
    ("legal", N_("legal representative")),
    ("contact", N_("contact")),
    ("spouse", N_("spouse")),
    ("child", N_("child")),
    ("parent", N_("parent")),
)
MAKERS = (("ours", N_("ours")), ("competitor", N_("a competitor's")))
LEARNT_AT = (
    ("delivery", N_("delivery")),
    ("warranty_card", N_("warranty card stub")),
    ("invoice_stub", N_("invoice stub")),
    ("delivery_stub", N_("delivery stub")),
    ("receivables", N_("receivables ledger")),
    ("service", N_("service register")),
    ("instalments", N_("instalment record")),
    ("handbook", N_("customer handbook")),
    ("new_delivery", N_("new customer's delivery")),
    ("repair", NC_("learnt at", "repair")),
)
SCHOOL_STAGES = (
    ("nursery", N_("nursery school")),
    ("primary", N_("primary school")),
    ("middle", N_("middle school")),
    ("high", N_("high school")),
    ("university", N_("university")),
)
SLIP_KINDS = (
    ("visit", N_("visit")),
    ("on_site", N_("on site")),
    ("pack", N_("pack")),
    ("extract", N_("extract")),
    ("list", NC_("slip", "list")),
    ("export", NC_("slip", "export")),
    ("look_up", N_("look-up")),
)
HOLDING_KINDS = ("visit", "on_site", "pack")
"""The slip kinds that take the card out; the others are copies."""
OPENING_KINDS = (*HOLDING_KINDS, "look_up")
"""The slip kinds that open the whole card on the screen; the others leave on paper or in a file."""

LOAN_STATES = (
    ("requested", N_("requested")),
    ("approved", N_("approved")),
    ("out", NC_("loan", "out")),
    ("returned", N_("returned")),
    ("refused", N_("refused")),
    ("cancelled", N_("cancelled")),
    ("lost", N_("lost")),
)
SUBMISSION_KINDS = (("new", NC_("submission", "new customer")), ("correction", N_("correction")))
SUBMISSION_STATES = (
    ("waiting", NC_("submission", "waiting")),
    ("taken", NC_("submission", "taken over")),
    ("refused", NC_("submission", "refused")),
    ("withdrawn", NC_("submission", "withdrawn")),
)
WARRANTY_STATES = (
    ("received", N_("received")),
    ("checked", N_("checked")),
    ("issued", N_("issued")),
    ("posted", N_("posted back")),
    ("held", N_("held")),
    ("refused", N_("refused")),
)
ROLES = (
    ("clerk", N_("clerk")),
    ("keeper", N_("keeper")),
    ("manager", NC_("staff", "manager")),
    ("salesperson", N_("salesperson")),
)
