"""Customer cards: what offices keep of firms and consumers, one row a card (F1, F1a), and our own lists that come back.

客户名称, 类别, 等级, 负责人, 法人代表, 电话, 地址, 创业时间, 与本公司交易时间, 业种, 企业规模, 信用度, 忠诚度, 备注
Company, Contact person, Phone, Email, Address, Town, Postcode, Line of business, Credit limit
Raison sociale, Représentant légal, Téléphone, Adresse, Code postal, Ville, Secteur d'activité, Plafond de crédit
"""

from dataclasses import replace

from importers.sheets.folding import folded
from importers.sheets.kind import Column, column, of_fields
from importers.sheets.warranty import WARRANTY
from locales.words import LANGUAGES, words
from store.acts.card_columns import COLUMNS
from store.acts.kinds.cards import KIND

_HEADERS = {
    "card_no": "编号,卡号,客户编号,客户卡号,资料卡编号,Card number,Our ref,N° de fiche,N° fiche,N° carte,N° client",
    "version": "版本号,Card version,Version de la fiche",
    "name": "姓名,名称,客户名,客户名称,客户姓名,企业名称,公司,公司名称,单位名称,商号,店名,"
    "Full name,Customer name,Client name,Company,Company name,Business name,Firm,"
    "Nom complet,Nom du client,Raison sociale,Société,Entreprise,Enseigne",
    "customer": "客户性质,客户类型,Customer type,Type de client",
    "region": "大区,省份,省,Area,Région,Zone",
    "district": "区,县,区县,县区,所在区,所在区县,Borough,County,Secteur,Arrondissement,Quartier",
    "list": "客户类别,客户清单,客户分类,名单,Customer list,Status,Liste,Statut",
    "kind": "卡片类别,卡别,Card kind,Type de fiche",
    "grade": "级别,客户等级,ABC,ABC grade,Class,Catégorie,Classe",
    "key_customer": "重点,重点客户,大客户,Key account,Compte clé,Grand compte",
    "salesperson": "业务员,负责业务员,销售员,客户经理,Sales rep,Account manager,Rep,Représentant,Chargé de clientèle",
    "address": "地址,住址,详细地址,联系地址,通讯地址,公司地址,Street address,Postal address,Adresse postale,Siège",
    "legal_form": "企业性质,经济性质,企业类型,组织形式,Company type,Forme juridique,Statut juridique",
    "line_of_business": "业种,行业,经营范围,主营,主营业务,Industry,Business,Sector,Trade,Activité,Secteur d'activité",
    "founded": "创业时间,成立时间,成立日期,开业时间,Established,Founded in,Date de création,Création,Fondée en",
    "dealing_since": "与本公司交易时间,交易时间,合作时间,合作开始时间,Customer since,Client depuis,Relation depuis",
    "assets": "资产,资本,注册资本,注册资金,资本金,Capital,Share capital,Capital social,Actif",
    "size": "企业规模,规模,公司规模,Company size,Taille,Taille de l'entreprise,Effectif",
    "credit_rating": "信用度,信用等级,信用,Credit,Rating,Cote,Cote de crédit,Solvabilité",
    "credit_limit": "信用额度,授信额度,信用限额,Limit,Plafond,Plafond de crédit,Encours autorisé",
    "terms": "交易条件,付款条件,Payment terms,Conditions,Conditions de paiement",
    "attitude": "忠诚度,客户忠诚度,Loyalty,Fidélité",
    "warmth": "热心程度,热情度,Interest,Intérêt",
    "trade_area": "商圈,所在商圈,Catchment,Zone de chalandise",
    "introduced_by": "介绍人,推荐人,Referred by,Introducer,Recommandé par,Parrain",
    "owner_name": "业主,老板,店主,企业主,Proprietor,Patron,Propriétaire,Gérant propriétaire",
    "manager_name": "负责人,经理,总经理,店长,主管,Managing director,Director,General manager,Directeur,Gérant",
    "manager_phone": "负责人电话,经理电话,Manager phone,Téléphone du directeur",
    "legal_name": "法人,法人代表,法定代表人,企业法人,Legal representative,Représentant légal",
    "legal_phone": "法人电话,法人代表电话,Téléphone du représentant légal",
    "contact_name": "联系人,联络人,Contact,Contact person,Contact name,Interlocuteur,Personne à contacter",
    "contact_phone": "联系人电话,联系人手机,Contact phone,Téléphone du contact",
    "spouse_name": "配偶,爱人,Husband,Wife,Partner,Conjoint,Conjointe",
}
"""What else offices call a column. Those of a warranty sheet serve here too, where a field is the same."""

_CHOICES = {
    "list": "existing=现有客户,老客户,成交客户,current,customer,client probable=可能客户,意向客户,prospect,lead"
    " potential=潜在客户,目标客户,suspect",
    "grade": "A=a,a级,甲 B=b,b级,乙 C=c,c级,丙",
    "customer": "firm=公司,单位,company,business,société,entreprise consumer=个人,消费者,person,private,particulier",
    "attitude": "loyal=忠实,高 switching=转移 none=无,低",
    "credit_rating": "excellent=优,优秀,aaa,a good=良,良好,b fair=中,一般,c poor=差,d",
    "size": "large=大,大型 medium=中,中型,m small=小,小型,s,micro",
    "gender": "male=男,男性,先生,m,mr,man,homme,monsieur female=女,女性,女士,小姐,太太,f,mrs,ms,mme,mlle,madame,femme",
}
_AS_IN_WARRANTIES = ("gender", "birth_date", "phone", "email", "postcode", "city", "work_unit", "remarks")
_SHARED = {one.name.removesuffix("_date"): one.headers for one in WARRANTY.columns if one.name in _AS_IN_WARRANTIES}


def _columns() -> list[Column]:
    labels = {folded(words(language)(info.label)) for info in COLUMNS.values() for language in LANGUAGES}
    found = []
    for name, info in COLUMNS.items():
        headers = (_HEADERS.get(name) or _SHARED.get(name, "")).split(",")
        others = ",".join(header for header in headers if folded(header) not in labels)
        again = "other_phone" if name == "phone" else None
        one = column(name, info, others, choices=_CHOICES.get(name, ""), again=again)
        found.append(replace(one, otherwise="name") if name == "customer" else one)
    return found


CARDS = of_fields(KIND, *_columns())
