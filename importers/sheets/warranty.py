"""The warranty exchange card (保证单交换卡): what consumers filled in, typed by an office, one row a card (W1).

    编号, 用户姓名, 手机, 地址, 邮编, 产品名称, 型号, 机号, 购买日期, 金额, 备注
    Full name, Phone, Email, Address, Town, Postcode, Model, Serial number, Purchase date, Price paid, Shop
    N° carte, Nom, Prénom, Téléphone, Adresse, Code postal, Ville, Produit, Modèle, N° de série, Date d'achat, Prix TTC

A number in the first column is mostly the office's own. Only one that is written just as our card numbers are and
stands on a card of the branch is taken for a card number; any other is kept with the warranty's remarks, as written.
"""

from importers.sheets.kind import Column, SheetKind, column
from locales.messages import N_
from store.acts.kinds.warranty import KIND
from store.fields import FIELDS, WARRANTY_FIELDS, Format

_NAME = FIELDS["name"].label
_ADDRESS = FIELDS["address"].format

WARRANTY = SheetKind(
    name=KIND.name,
    title=KIND.title,
    needed=KIND.needed,
    telling=KIND.telling,
    columns=(
        Column(
            "card_no",
            N_("Card no."),
            Format.TEXT,
            "编号,序号,卡号,客户编号,客户编码,客户代码,客户号,会员号,客户卡号,登记号,登记编号,资料卡编号,No.,Number,"
            "Ref,Reference,Our ref,Card number,Customer ID,Customer code,Client ID,Account number,N° carte,"
            "N° de carte,N° fiche,N° de fiche,Réf,Référence,N° client,Code client,Code tiers,Référence client,"
            "ID client,N° de compte",
        ),
        Column(
            "name",
            _NAME,
            FIELDS["name"].format,
            "姓名,名字,用户,用户姓名,用户名称,用户名,客户,客户名,客户姓名,客户名称,顾客,顾客姓名,消费者,消费者姓名,"
            "购买人,购买者,购机人,联系人,收货人,收件人,机主,车主,业主,Full name,Customer,Customer name,Client name,"
            "Buyer,Buyer name,Purchaser,Owner,Owner name,Consumer,Nom complet,Nom et prénom,Nom prénom,Prénom et nom,"
            "Client,Nom du client,Acheteur,Nom de l'acheteur,Titulaire",
        ),
        Column(
            "family_name",
            N_("Family name"),
            FIELDS["name"].format,
            "姓,姓氏,Surname,Last name,Nom,Nom de famille,Nom d'usage",
            part_of="name",
        ),
        Column(
            "given_name",
            N_("Given name"),
            FIELDS["name"].format,
            "名,First name,Forename,Forenames,Prénom,Prénoms",
            part_of="name",
        ),
        column(
            "gender",
            FIELDS["gender"],
            "性别,称呼,称谓,Sex,Title,Salutation,Sexe,Genre,Civilité",
            choices="male=男,男性,男士,先生,m,mr,man,h,homme,monsieur,masculin"
            " female=女,女性,女士,小姐,太太,f,mrs,ms,miss,woman,mme,mlle,madame,mademoiselle,femme,féminin",
        ),
        column(
            "birth_date",
            FIELDS["birth"],
            "生日,出生日期,出生年月,出生年月日,出生,Date of birth,DOB,Birthday,Born,Born on,Date de naissance,"
            "Naissance,Né le,Née le,Né(e) le,Anniversaire",
        ),
        column(
            "phone",
            FIELDS["phone"],
            "手机,手机号,手机号码,移动电话,电话,电话号码,联系电话,联系手机,联络电话,联系方式,固定电话,固话,座机,"
            "座机号码,家庭电话,办公电话,宅电,Telephone,Tel,Tel no,Phone number,Telephone number,Mobile,Mobile phone,"
            "Mobile number,Cell,Cell phone,Contact number,Home phone,Daytime phone,Landline,Téléphone,Tél,Portable,"
            "Tél portable,Téléphone portable,Tél mobile,N° de téléphone,N° tél,Fixe,Téléphone fixe,Tél fixe,"
            "N° de portable,N° de mobile,GSM",
            again="other_phone",
        ),
        column(
            "email",
            FIELDS["email"],
            "邮箱,邮箱地址,电子邮箱,电子邮件,电子信箱,电邮,邮件,Email,Mail,Email address,Courriel,Adresse e-mail,"
            "Adresse mail,Mél",
        ),
        column(
            "address",
            FIELDS["address"],
            "地址,住址,家庭住址,家庭地址,详细地址,联系地址,通讯地址,通信地址,收件地址,收货地址,送货地址,安装地址,"
            "居住地址,现住址,Home address,Street address,Street,Postal address,Mailing address,Delivery address,"
            "Installation address,Address line 1,Address 1,Adresse,Adresse 1,Adresse ligne 1,Adresse postale,"
            "Adresse complète,Adresse de facturation,Adresse de livraison,N° et rue,Domicile",
        ),
        Column(
            "province",
            N_("Province or state"),
            _ADDRESS,
            "省,省份,所在省,所在省份,Province,Province code,State,State/Province,State code,Address region,Canton",
            part_of="address",
            beside_whole=True,
        ),
        Column(
            "street",
            N_("Street"),
            _ADDRESS,
            "街道,街道地址,路名,Street name,Rue,Voie,Nom de la voie,Nom de la rue,Libellé de la voie",
            part_of="address",
            beside_whole=True,
        ),
        Column(
            "house_no",
            N_("House no."),
            _ADDRESS,
            "门牌,门牌号,门牌号码,House number,House no,Street number,N° de voie,N° voie,N° de rue,N° rue",
            part_of="address",
            beside_whole=True,
        ),
        Column(
            "address_more",
            N_("Second line of the address"),
            _ADDRESS,
            "房号,楼栋,楼栋房号,单元室号,Address line 2,Address line 3,Address 2,Address 3,Street 2,Apt,Apt/Suite,"
            "Suite,Apartment,Flat,Adresse 2,Adresse 3,Adresse ligne 2,Adresse ligne 3,Complément d'adresse,Complément,"
            "Bâtiment,Appartement,Résidence",
            part_of="address",
            again="address_rest",
            beside_whole=True,
        ),
        column(
            "postcode",
            FIELDS["postcode"],
            "邮编,邮政编码,邮码,邮递区号,Post code,Postal code,Zip,Zip code,Code postal,CP",
        ),
        column("city", FIELDS["city"], "城市,市,所在城市,城镇,Town,Town/City,Post town,Ville,Commune,Localité"),
        column(
            "district",
            FIELDS["district"],
            "区,县,区县,县区,所在区,所在区县,Borough,County,Secteur,Arrondissement,Quartier",
        ),
        column(
            "work_unit",
            FIELDS["work_unit"],
            "单位,单位名称,工作单位,所在单位,公司,公司名称,企业名称,Employer,Company,Company name,Business name,"
            "Organization name,Organisation,Workplace,Place of work,Employeur,Lieu de travail,Entreprise,Société,"
            "Raison sociale",
        ),
        column(
            "product",
            WARRANTY_FIELDS["product"],
            "产品,产品名称,产品类型,产品类别,商品,商品名称,商品标题,宝贝标题,宝贝名称,品名,货品,货物名称,Product name,"
            "Product type,Item,Item name,Line item,Line item name,Article,Goods,Appliance,Appliance type,"
            "Name of product,Produit,Nom du produit,Type de produit,Désignation,Appareil,Type d'appareil",
        ),
        column(
            "model",
            WARRANTY_FIELDS["model"],
            "型号,产品型号,规格型号,机型,规格,Model no,Model name,Product model,Modèle,N° de modèle,N° modèle,"
            "Référence produit,Référence du modèle",
        ),
        column(
            "serial",
            WARRANTY_FIELDS["serial"],
            "机号,机器号,机器编号,产品机号,机身号,机身号码,机身编号,机身序列号,整机编码,序列号,序列号码,产品序列号,"
            "产品编号,出厂号,出厂编号,生产编号,串号,Serial,Serial number,S/N,SN,SN码,Product serial number,Série,"
            "N° de série,N° série,Numéro de série",
        ),
        column(
            "purchased_on",
            WARRANTY_FIELDS["purchased_on"],
            "购买日期,购买时间,发票日期,开票日期,购买日,购机日期,购机时间,购货日期,销售日期,售出日期,成交日期,"
            "Purchase date,Invoice date,Purchased,Purchased on,Date purchased,Date bought,Bought on,Sale date,"
            "Date of sale,Date d'achat,Date achat,Acheté le,Date de vente,Date de facture",
        ),
        column(
            "price",
            WARRANTY_FIELDS["price"],
            "价格,金额,售价,单价,价钱,购买价格,购买金额,成交价,实付,实付款,实付金额,实际支付金额,付款金额,零售价,"
            "Price paid,Amount,Amount paid,Cost,Paid,Purchase price,Sale price,Selling price,Retail price,Prix,"
            "Prix TTC,Prix d'achat TTC,Prix de vente TTC,Prix payé,Prix d'achat,Prix de vente,Montant,Montant TTC",
        ),
        column(
            "invoice",
            WARRANTY_FIELDS["invoice"],
            "发票,发票号,发票号码,发票编号,票号,单据号,Invoice,Invoice number,Receipt,Receipt number,Facture,"
            "N° de facture,N° facture,N° de pièce,N° de ticket,Ticket de caisse",
        ),
        column(
            "dealer",
            WARRANTY_FIELDS["dealer"],
            "经销商,经销商名称,经销店,商店,商家,商家名称,卖家,购买商店,购买门店,购买店铺,销售商,销售商店,购买地点,"
            "购买单位,购买处,店名,店铺,店铺名称,门店,门店名称,商场,销售单位,销售网点,Shop,Shop name,Store,Store name,"
            "Retailer,Retailer name,Dealer name,Seller,Seller name,Bought from,Bought at,Purchased from,"
            "Where purchased,Where bought,Place of purchase,Nom du magasin,Nom du revendeur,Revendeur,Magasin,Vendeur,"
            "Distributeur,Enseigne,Lieu d'achat,Point de vente",
        ),
        column(
            "other_brands",
            WARRANTY_FIELDS["other_brands"],
            "其他品牌,其它品牌,拥有的其他品牌,家中其他品牌,现有品牌,使用品牌,Other brands,Other makes,Brands owned,"
            "Autres marques,Autres marques possédées,Marques possédées",
        ),
        column(
            "heard_from",
            WARRANTY_FIELDS["heard_from"],
            "了解渠道,了解途径,得知途径,信息来源,消息来源,如何得知,从何处得知,Heard from,Heard about us,"
            "How did you hear of us,How did you hear about us,Connu par,Source d'information,"
            "Comment nous avez-vous connus",
        ),
        column(
            "wants_next",
            WARRANTY_FIELDS["wants_next"],
            "下次购买,下次想买,想购买,希望购买,计划购买,购买计划,今后打算购买,意向购买,拟购产品,Next purchase,"
            "Planned purchase,Plans to buy,Wants to buy,Wish list,Prochain achat,Souhaite acheter,Achat prévu,"
            "Projet d'achat",
        ),
        column(
            "remarks",
            WARRANTY_FIELDS["remarks"],
            "备注,说明,附注,备考,意见,建议,留言,订单备注,商家备注,Remark,Note,Notes,Comment,Comments,Remarque,"
            "Remarques,Observations,Commentaire,Commentaires,Additional comments,Other comments",
        ),
    ),
)
