"""The room as it first opened: every table, with the branch on every row."""

import peewee as p


class SortKeyField(p.TextField):
    field_type = "SORTKEY"


def up(migrator, db):
    class Table(p.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Branch(Table):
        id = p.BigAutoField()
        name = p.TextField(unique=True)
        prefix = p.TextField(unique=True)
        country = p.TextField()
        currency = p.TextField()
        time_zone = p.TextField()
        language = p.TextField()
        head_office = p.BooleanField(default=False)
        created_at = p.DateTimeField()

        class Meta:
            table_name = "branch"

    class Counter(Table):
        branch = p.ForeignKeyField(Branch, index=False)
        kind = p.TextField()
        last = p.IntegerField(default=0)

        class Meta:
            table_name = "counter"
            primary_key = p.CompositeKey("branch", "kind")

    class Setting(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        name = p.TextField()
        value = p.TextField()

        class Meta:
            table_name = "setting"

    class Staff(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        user = p.TextField(unique=True)
        name = p.TextField()
        clerk = p.BooleanField(default=False)
        keeper = p.BooleanField(default=False)
        manager = p.BooleanField(default=False)
        salesperson = p.BooleanField(default=False)
        password = p.TextField()
        one_time = p.BooleanField(default=False)
        failures = p.IntegerField(default=0)
        failed_at = p.DateTimeField(null=True)
        language = p.TextField(null=True)
        version = p.IntegerField(default=1)
        created_at = p.DateTimeField()
        left_at = p.DateTimeField(null=True)

        class Meta:
            table_name = "staff"

    class Card(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.IntegerField()
        name = p.TextField()
        sort_name = SortKeyField()
        customer = p.TextField(default="consumer")
        region = p.TextField(null=True)
        district = p.TextField(null=True)
        list = p.TextField(default="potential")
        kind = p.TextField(default="develop")
        grade = p.TextField(default="C")
        key_customer = p.BooleanField(default=False)
        salesperson = p.ForeignKeyField(Staff, null=True, index=False)
        version = p.IntegerField(default=1)
        created_at = p.DateTimeField()
        updated_at = p.DateTimeField()
        archived_at = p.DateTimeField(null=True)

        class Meta:
            table_name = "card"

    class CardDetails(Table):
        card = p.ForeignKeyField(Card, primary_key=True, index=False)
        branch = p.ForeignKeyField(Branch, index=False)
        salutation = p.TextField(null=True)
        gender = p.TextField(null=True)
        birth = p.TextField(null=True)
        birth_lunar = p.BooleanField(default=False)
        phone = p.TextField(null=True)
        other_phone = p.TextField(null=True)
        email = p.TextField(null=True)
        address = p.TextField(null=True)
        postcode = p.TextField(null=True)
        city = p.TextField(null=True)
        country = p.TextField(null=True)
        language = p.TextField(null=True)
        work_unit = p.TextField(null=True)
        trade_area = p.TextField(null=True)
        introduced_by = p.TextField(null=True)
        legal_form = p.TextField(null=True)
        line_of_business = p.TextField(null=True)
        founded = p.TextField(null=True)
        dealing_since = p.TextField(null=True)
        assets = p.BigIntegerField(null=True)
        remarks = p.TextField(null=True)
        kind_reason = p.TextField(null=True)
        grade_reason = p.TextField(null=True)
        attitude = p.TextField(null=True)
        warmth = p.TextField(null=True)
        first_user = p.BooleanField(default=False)
        product_opinion = p.TextField(null=True)
        product_opinion_on = p.DateField(null=True)
        staff_opinion = p.TextField(null=True)
        staff_opinion_on = p.DateField(null=True)
        brand_opinion = p.TextField(null=True)
        brand_opinion_on = p.DateField(null=True)
        service_area = p.TextField(null=True)
        selling_power = p.TextField(null=True)
        potential = p.TextField(null=True)
        philosophy = p.TextField(null=True)
        direction = p.TextField(null=True)
        policy = p.TextField(null=True)
        size = p.TextField(null=True)
        traits = p.TextField(null=True)
        sales_record = p.TextField(null=True)
        manager_quality = p.TextField(null=True)
        staff_quality = p.TextField(null=True)
        competitor_relation = p.TextField(null=True)
        relation = p.TextField(null=True)
        cooperation = p.TextField(null=True)
        activity = p.TextField(null=True)
        problems = p.TextField(null=True)
        strengths = p.TextField(null=True)
        countermeasures = p.TextField(null=True)
        image = p.TextField(null=True)
        reputation = p.TextField(null=True)
        credit_standing = p.TextField(null=True)
        credit_rating = p.TextField(null=True)
        credit_limit = p.BigIntegerField(null=True)
        terms = p.TextField(null=True)
        credit_problems = p.TextField(null=True)
        consent = p.TextField(null=True)
        consent_source = p.TextField(null=True)
        consent_on = p.DateField(null=True)
        no_visits = p.BooleanField(default=False)
        no_calls = p.BooleanField(default=False)
        no_messages = p.BooleanField(default=False)
        no_emails = p.BooleanField(default=False)
        no_letters = p.BooleanField(default=False)

        class Meta:
            table_name = "card_details"

    class Person(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        card = p.ForeignKeyField(Card, index=False)
        role = p.TextField(default="contact")
        name = p.TextField()
        gender = p.TextField(null=True)
        phone = p.TextField(null=True)
        birth = p.TextField(null=True)
        birth_lunar = p.BooleanField(default=False)
        wedding_on = p.DateField(null=True)
        school_stage = p.TextField(null=True)
        character = p.TextField(null=True)
        interests = p.TextField(null=True)
        hobbies = p.TextField(null=True)
        schooling = p.TextField(null=True)
        ability = p.TextField(null=True)

        class Meta:
            table_name = "person"

    class Goods(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        card = p.ForeignKeyField(Card, index=False)
        product = p.TextField()
        maker = p.TextField(default="ours")
        brand = p.TextField(null=True)
        model = p.TextField(null=True)
        serial = p.TextField(null=True)
        since = p.TextField(null=True)
        learnt_at = p.TextField(null=True)

        class Meta:
            table_name = "goods"

    class Draft(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        staff = p.ForeignKeyField(Staff, index=False)
        card = p.ForeignKeyField(Card, null=True, index=False)
        card_version = p.IntegerField()
        values = p.TextField()
        updated_at = p.DateTimeField()

        class Meta:
            table_name = "draft"

    class CardChange(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        card = p.ForeignKeyField(Card, index=False)

        class Meta:
            table_name = "card_change"

    class Slip(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.IntegerField()
        kind = p.TextField()
        borrower = p.ForeignKeyField(Staff, null=True, index=False)
        borrower_name = p.TextField()
        purpose = p.TextField()
        due = p.DateField()
        made_by = p.ForeignKeyField(Staff, index=False)
        made_at = p.DateTimeField()

        class Meta:
            table_name = "slip"

    class SlipCard(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        slip = p.ForeignKeyField(Slip, index=False)
        card = p.ForeignKeyField(Card, index=False)
        borrower = p.ForeignKeyField(Staff, null=True, index=False)
        holds = p.BooleanField()
        state = p.TextField()
        due = p.DateField()
        out_at = p.DateTimeField(null=True)
        ended_at = p.DateTimeField(null=True)
        ended_by = p.ForeignKeyField(Staff, null=True, index=False)
        reason = p.TextField(null=True)

        class Meta:
            table_name = "slip_card"

    class Import(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.IntegerField(null=True)
        kind = p.TextField()
        file_name = p.TextField()
        file_hash = p.TextField()
        sheet = p.TextField()
        country = p.TextField()
        columns = p.TextField()
        staff = p.ForeignKeyField(Staff, index=False)
        staged_at = p.DateTimeField()
        committed_at = p.DateTimeField(null=True)

        class Meta:
            table_name = "import"

    class ImportRow(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        import_ = p.ForeignKeyField(Import, column_name="import_id", index=False)
        row = p.IntegerField()
        outcome = p.TextField()
        card = p.ForeignKeyField(Card, null=True, index=False)
        card_version = p.IntegerField(null=True)
        cells = p.TextField()
        values = p.TextField()
        problems = p.TextField()

        class Meta:
            table_name = "import_row"

    class Warranty(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        card = p.ForeignKeyField(Card, index=False)
        product = p.TextField(null=True)
        model = p.TextField(null=True)
        serial = p.TextField()
        purchased_on = p.DateField(null=True)
        price = p.BigIntegerField(null=True)
        currency = p.TextField()
        invoice = p.TextField(null=True)
        dealer = p.TextField(null=True)
        other_brands = p.TextField(null=True)
        heard_from = p.TextField(null=True)
        wants_next = p.TextField(null=True)
        remarks = p.TextField(null=True)
        state = p.TextField(default="received")
        held_because = p.TextField(null=True)
        received_at = p.DateTimeField()
        import_ = p.ForeignKeyField(Import, null=True, column_name="import_id", index=False)
        version = p.IntegerField(default=1)

        class Meta:
            table_name = "warranty"

    class JournalEntry(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.BigIntegerField()
        at = p.DateTimeField()
        staff = p.ForeignKeyField(Staff, null=True, index=False)
        act = p.TextField()
        reason = p.TextField(null=True)
        changes = p.IntegerField()
        hash = p.TextField()

        class Meta:
            table_name = "journal_entry"

    class JournalChange(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        entry = p.BigIntegerField(column_name="entry_number")
        place = p.IntegerField()
        record = p.TextField()
        record_id = p.BigIntegerField()
        card = p.BigIntegerField(null=True, column_name="card_id")
        field = p.TextField(null=True)
        learnt_at = p.TextField(null=True)
        digest = p.TextField()

        class Meta:
            table_name = "journal_change"

    class JournalValue(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        entry = p.BigIntegerField(column_name="entry_number")
        place = p.IntegerField()
        salt = p.TextField()
        old = p.TextField(null=True)
        new = p.TextField(null=True)

        class Meta:
            table_name = "journal_value"

    class JournalHead(Table):
        id = p.BigAutoField()
        branch = p.ForeignKeyField(Branch, index=False)
        number = p.BigIntegerField()
        hash = p.TextField()

        class Meta:
            table_name = "journal_head"

    tables = [
        Branch,
        Counter,
        Setting,
        Staff,
        Card,
        CardDetails,
        Person,
        Goods,
        Draft,
        CardChange,
        Slip,
        SlipCard,
        Import,
        ImportRow,
        Warranty,
        JournalEntry,
        JournalChange,
        JournalValue,
        JournalHead,
    ]
    db.create_tables(tables)
    for statement in INDEXES:
        db.execute_sql(statement)


INDEXES = (
    "CREATE UNIQUE INDEX setting_once_a_branch ON setting (branch_id, name)",
    "CREATE INDEX staff_by_name ON staff (branch_id, name)",
    "CREATE UNIQUE INDEX card_number_once_a_branch ON card (branch_id, number)",
    "CREATE INDEX card_by_name ON card (branch_id, sort_name, id)",
    "CREATE INDEX card_by_grade ON card (branch_id, grade, sort_name, id)",
    "CREATE INDEX card_by_change ON card (branch_id, updated_at, id)",
    "CREATE INDEX card_by_salesperson ON card (salesperson_id)",
    "CREATE INDEX card_by_notches ON card"
    " (branch_id, archived_at, list, kind, grade, region, district, salesperson_id)",
    "CREATE INDEX card_by_phone ON card_details (branch_id, phone)",
    "CREATE INDEX person_by_card ON person (card_id)",
    "CREATE INDEX goods_by_card ON goods (card_id)",
    "CREATE INDEX goods_by_serial ON goods (branch_id, serial)",
    "CREATE INDEX draft_by_card ON draft (staff_id, card_id)",
    "CREATE UNIQUE INDEX slip_number_once_a_branch ON slip (branch_id, number)",
    "CREATE UNIQUE INDEX card_out_to_one_person ON slip_card (card_id) WHERE state = 'out' and holds",
    "CREATE INDEX slip_card_by_borrower ON slip_card (borrower_id, state, due)",
    "CREATE INDEX slip_card_by_due ON slip_card (branch_id, state, due)",
    "CREATE INDEX slip_card_by_card ON slip_card (card_id, id)",
    "CREATE INDEX slip_card_by_slip ON slip_card (slip_id)",
    "CREATE UNIQUE INDEX import_number_once_a_branch ON import (branch_id, number)",
    "CREATE UNIQUE INDEX import_row_once ON import_row (import_id, row)",
    "CREATE INDEX warranty_by_card ON warranty (card_id)",
    "CREATE INDEX warranty_by_serial ON warranty (branch_id, serial)",
    "CREATE UNIQUE INDEX journal_number_once_a_branch ON journal_entry (branch_id, number)",
    "CREATE UNIQUE INDEX journal_change_once ON journal_change (branch_id, entry_number, place)",
    "CREATE INDEX journal_change_by_card ON journal_change (card_id, entry_number)",
    "CREATE UNIQUE INDEX journal_value_once ON journal_value (branch_id, entry_number, place)",
    "CREATE UNIQUE INDEX journal_head_once_a_branch ON journal_head (branch_id)",
)
