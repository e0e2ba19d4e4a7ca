"""The customer data card (F1–F3, F5, F8): its open part, its confidential part, its people and goods owned."""

from peewee import SQL, BigIntegerField, BooleanField, DateTimeField, IntegerField, TextField

from locales.messages import N_, NC_
from store.tables import choices as c
from store.tables.base import (
    Format,
    Part,
    SortKeyField,
    Table,
    choice,
    day,
    flag,
    long_text,
    money,
    ref,
    staff,
    text,
)
from store.tables.offices import Branch, BranchTable
from store.tables.staff import Staff

BASIC, STANDING, CONSENT = "basic", "standing", "consent"
CHARACTERISTICS, BUSINESS, DEALINGS = "characteristics", "business", "dealings"
PEOPLE, GOODS = "people", "goods"

SECTIONS = (
    (BASIC, NC_("section", "Basic")),
    (STANDING, NC_("section", "Standing")),
    (PEOPLE, NC_("section", "People")),
    (CHARACTERISTICS, NC_("section", "Characteristics")),
    (BUSINESS, NC_("section", "Business")),
    (DEALINGS, NC_("section", "Dealings")),
    (GOODS, NC_("section", "Goods owned")),
    (CONSENT, NC_("section", "Consent")),
)
"""The sections of a card in the order of the paper one."""


class Card(BranchTable):
    """The open part: what whoever may see the card reads."""

    number = IntegerField()
    name = text(N_("Name"), BASIC, Part.OPEN, null=False, help=N_("As the customer writes it."))
    sort_name = SortKeyField()
    customer = choice(N_("Customer"), BASIC, c.CUSTOMERS, Part.OPEN, default="consumer")
    region = text(N_("Region"), BASIC, Part.OPEN)
    district = text(N_("District"), BASIC, Part.OPEN)
    list = choice(N_("List"), STANDING, c.LISTS, Part.OPEN, default="potential")
    kind = choice(N_("Kind"), STANDING, c.KINDS, Part.OPEN, default="develop", help=N_("Follows from the goods owned."))
    grade = choice(
        N_("Grade"), STANDING, c.GRADES, Part.OPEN, default="C", help=N_("A grade set by hand needs a reason.")
    )
    key_customer = flag(N_("Key customer"), STANDING, Part.OPEN)
    salesperson = staff(Staff, N_("Salesperson"), STANDING, Part.OPEN)
    version = IntegerField(default=1)
    created_at = DateTimeField()
    updated_at = DateTimeField()
    archived_at = DateTimeField(null=True)
    restricted_at = DateTimeField(null=True)
    on_hold_at = DateTimeField(null=True)
    erased_at = DateTimeField(null=True)

    class Meta:
        table_name = "card"


class CardDetails(Table):
    """The confidential part: read by those who keep the card and whoever has it on loan. Phones are also read by
    who looks after the card."""

    card = ref(Card, primary_key=True)
    branch = ref(Branch)
    # basic
    salutation = text(N_("Salutation"), BASIC, help=N_("How letters address the customer."))
    gender = choice(N_("Gender"), BASIC, c.GENDERS)
    birth = text(N_("Birth date"), BASIC, format=Format.PARTIAL_DATE, help=N_("The year may be missing: 5 Mar."))
    birth_lunar = flag(N_("Lunar date"), BASIC)
    phone = text(N_("Phone"), BASIC, Part.CONTACT, format=Format.PHONE)
    other_phone = text(N_("Other phone"), BASIC, Part.CONTACT, format=Format.PHONE)
    email = text(N_("E-mail"), BASIC, format=Format.EMAIL)
    address = text(N_("Address"), BASIC)
    postcode = text(N_("Postcode"), BASIC)
    city = text(N_("City"), BASIC)
    country = choice(N_("Country"), BASIC, c.COUNTRIES)
    language = choice(N_("Language"), BASIC, c.LANGUAGES, help=N_("The language in which we write to them."))
    work_unit = text(N_("Work unit"), BASIC)
    trade_area = text(N_("Trade area"), BASIC)
    introduced_by = text(N_("Introduced by"), BASIC)
    legal_form = choice(N_("Legal form"), BASIC, c.LEGAL_FORMS)
    line_of_business = text(N_("Line of business"), BASIC)
    founded = text(N_("Founded"), BASIC, format=Format.PARTIAL_DATE, help=N_("A year is enough."))
    dealing_since = text(N_("Dealing with us since"), BASIC, format=Format.PARTIAL_DATE, help=N_("A year is enough."))
    assets = money(N_("Assets"), BASIC)
    remarks = long_text(N_("Remarks"), BASIC)
    # standing
    kind_reason = text(N_("Reason for the kind"), STANDING, help=N_("Needed for a kind that the goods do not give."))
    grade_reason = text(N_("Reason for the grade"), STANDING, help=N_("Needed for a grade set by hand."))
    attitude = choice(N_("Attitude"), STANDING, c.ATTITUDES)
    warmth = choice(N_("Warmth"), STANDING, c.WARMTHS)
    first_user = flag(N_("First user"), STANDING, help=N_("New products are offered to first users first."))
    product_opinion = choice(N_("Attitude to our products"), STANDING, c.OPINIONS)
    product_opinion_on = day(N_("Attitude to our products, on"), STANDING)
    staff_opinion = choice(N_("Attitude to our staff"), STANDING, c.OPINIONS)
    staff_opinion_on = day(N_("Attitude to our staff, on"), STANDING)
    brand_opinion = choice(N_("Attitude to our brand"), STANDING, c.OPINIONS)
    brand_opinion_on = day(N_("Attitude to our brand, on"), STANDING)
    # characteristics
    service_area = text(N_("Service area"), CHARACTERISTICS)
    selling_power = text(N_("Selling power"), CHARACTERISTICS)
    potential = text(N_("Potential"), CHARACTERISTICS)
    philosophy = text(N_("Business philosophy"), CHARACTERISTICS)
    direction = text(N_("Business direction"), CHARACTERISTICS)
    policy = text(N_("Business policy"), CHARACTERISTICS)
    size = choice(N_("Size"), CHARACTERISTICS, c.SIZES)
    traits = text(N_("Business traits"), CHARACTERISTICS)
    # business
    sales_record = long_text(N_("Sales record"), BUSINESS)
    manager_quality = text(N_("Quality of the managers"), BUSINESS)
    staff_quality = text(N_("Quality of the staff"), BUSINESS)
    competitor_relation = text(N_("Relation to competitors"), BUSINESS)
    relation = text(N_("Relation with us"), BUSINESS)
    cooperation = text(N_("Cooperation with us"), BUSINESS)
    # dealings
    activity = text(N_("Current sales activity"), DEALINGS)
    problems = long_text(N_("Problems"), DEALINGS)
    strengths = text(N_("Strengths"), DEALINGS)
    countermeasures = text(N_("Countermeasures"), DEALINGS)
    image = text(N_("Image"), DEALINGS)
    reputation = text(N_("Reputation"), DEALINGS)
    credit_standing = text(N_("Credit standing"), DEALINGS)
    credit_rating = choice(N_("Credit rating"), DEALINGS, c.RATINGS)
    credit_limit = money(N_("Credit limit"), DEALINGS)
    terms = text(N_("Terms of trade"), DEALINGS)
    credit_problems = long_text(N_("Credit problems"), DEALINGS)
    # consent
    consent = choice(N_("Consent"), CONSENT, c.CONSENTS, help=N_("To keep and use what stands on this card."))
    consent_source = text(N_("Consent given by"), CONSENT, help=N_("The form, letter or call that says so."))
    consent_on = day(N_("Consent given on"), CONSENT)
    no_visits = flag(N_("No visits"), CONSENT)
    no_calls = flag(N_("No calls"), CONSENT)
    no_messages = flag(N_("No short messages"), CONSENT)
    no_emails = flag(N_("No e-mails"), CONSENT)
    no_letters = flag(N_("No letters"), CONSENT)

    class Meta:
        table_name = "card_details"


class Person(BranchTable):
    """A person of a card (F1a): owner, manager, legal representative, contact or family."""

    card = ref(Card)
    role = choice(N_("Role"), PEOPLE, c.PERSON_ROLES, default="contact")
    name = text(N_("Name"), PEOPLE, null=False)
    gender = choice(N_("Gender"), PEOPLE, c.GENDERS)
    phone = text(N_("Phone"), PEOPLE, format=Format.PHONE)
    birth = text(N_("Birth date"), PEOPLE, format=Format.PARTIAL_DATE, help=N_("The year may be missing: 5 Mar."))
    birth_lunar = flag(N_("Lunar date"), PEOPLE)
    wedding_on = day(N_("Wedding date"), PEOPLE)
    school_stage = choice(N_("School stage"), PEOPLE, c.SCHOOL_STAGES)
    character = text(N_("Character"), PEOPLE)
    interests = text(N_("Interests"), PEOPLE)
    hobbies = text(N_("Hobbies"), PEOPLE)
    schooling = text(N_("Schooling"), PEOPLE)
    ability = text(N_("Ability"), PEOPLE)

    class Meta:
        table_name = "person"


class Goods(BranchTable):
    """Goods that the customer owns (F1b), ours or a competitor's; the card's kind follows from them (F3)."""

    card = ref(Card)
    product = text(N_("Product"), GOODS, null=False)
    maker = choice(N_("Made by"), GOODS, c.MAKERS, default="ours")
    brand = text(N_("Brand"), GOODS)
    model = text(N_("Model"), GOODS)
    serial = text(N_("Serial no."), GOODS)
    since = text(N_("Since"), GOODS, format=Format.PARTIAL_DATE, help=N_("A year is enough."))
    learnt_at = choice(N_("Learnt at"), GOODS, c.LEARNT_AT)

    class Meta:
        table_name = "goods"


class Draft(BranchTable):
    """What somebody typed into a card, or into a submission for it, and has not saved yet; survives a killed
    terminal."""

    staff = ref(Staff)
    card = ref(Card, null=True)
    card_version = IntegerField()
    values = TextField()
    updated_at = DateTimeField()
    submission = BooleanField(default=False, constraints=[SQL("DEFAULT false")])

    class Meta:
        table_name = "draft"


class CardChange(BranchTable):
    """Says that a card changed, or went, so that lists and counts kept in memory follow."""

    card = BigIntegerField(column_name="card_id")

    class Meta:
        table_name = "card_change"


CardChange.add_index(CardChange.index(CardChange.branch, CardChange.id, name="card_change_by_branch"))
Card.add_index(Card.index(Card.branch, Card.number, unique=True, name="card_number_once_a_branch"))
Card.add_index(Card.index(Card.branch, Card.sort_name, Card.id, Card.archived_at, name="card_by_name"))
Card.add_index(Card.index(Card.branch, Card.number, Card.id, Card.archived_at, name="card_by_number"))
Card.add_index(Card.index(Card.branch, Card.grade, Card.sort_name, Card.id, Card.archived_at, name="card_by_grade"))
Card.add_index(Card.index(Card.branch, Card.updated_at, Card.id, Card.archived_at, name="card_by_change"))
Card.add_index(Card.index(Card.salesperson, name="card_by_salesperson"))
Card.add_index(Card.index(Card.branch, Card.id, name="card_restricted", where=SQL("restricted_at is not null")))
Card.add_index(
    Card.index(
        *(Card.branch, Card.archived_at, Card.list, Card.kind, Card.grade, Card.region, Card.district),
        Card.salesperson,
        name="card_by_notches",
    )
)
CardDetails.add_index(CardDetails.index(CardDetails.branch, CardDetails.phone, name="card_by_phone"))
CardDetails.add_index(
    CardDetails.index(
        CardDetails.branch,
        CardDetails.other_phone,
        name="card_by_other_phone",
        where=SQL("other_phone is not null"),
    )
)
Person.add_index(Person.index(Person.card, name="person_by_card"))
Goods.add_index(Goods.index(Goods.card, name="goods_by_card"))
Goods.add_index(Goods.index(Goods.branch, Goods.serial, name="goods_by_serial"))
Draft.add_index(Draft.index(Draft.staff, Draft.card, name="draft_by_card"))
Draft.add_index(Draft.index(Draft.card, name="draft_of_card"))
