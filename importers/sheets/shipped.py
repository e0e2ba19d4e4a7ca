"""The register of shipped units: what a factory or a warehouse sends a branch, one row a unit (W2).

机号, 型号, 产品, 出货日期, 经销商, 批号
Serial number, Model, Product, Date shipped, Shipped to, Batch
N° de série, Modèle, Produit, Date d'expédition, Destinataire, Lot
"""

from importers.sheets.kind import column, of_fields
from store.acts.kinds.shipped import KIND
from store.fields import SHIPPED_FIELDS

SHIPPED = of_fields(
    KIND,
    column(
        "serial",
        SHIPPED_FIELDS["serial"],
        "机号,机器号,机器编号,产品机号,机身号,机身号码,序列号,产品序列号,出厂号,出厂编号,生产编号,串号,"
        "Serial,Serial number,S/N,SN,Unit,Unit number,Série,N° de série,N° série,Numéro de série",
    ),
    column(
        "model",
        SHIPPED_FIELDS["model"],
        "型号,产品型号,规格型号,机型,规格,Model no,Product model,Modèle,N° de modèle,N° modèle,Référence produit",
    ),
    column(
        "product",
        SHIPPED_FIELDS["product"],
        "产品,产品名称,商品,商品名称,品名,货品,货物名称,Product name,Item,Article,Goods,Produit,Nom du produit,"
        "Désignation",
    ),
    column(
        "shipped_on",
        SHIPPED_FIELDS["shipped_on"],
        "出货日期,出货时间,发货日期,发货时间,出库日期,出厂日期,Date shipped,Ship date,Shipping date,Dispatched,"
        "Dispatched on,Date of dispatch,Date d'expédition,Expédié le,Date de sortie,Date d'envoi",
    ),
    column(
        "dealer",
        SHIPPED_FIELDS["dealer"],
        "经销商,经销商名称,经销店,收货单位,收货方,客户,客户名称,发往,Shipped to,Ship to,Consignee,Customer,Distributor,"
        "Revendeur,Destinataire,Client,Expédié à,Distributeur",
    ),
    column(
        "country",
        SHIPPED_FIELDS["country"],
        "国家,国别,目的国,销售国家,Destination,Destination country,Country code,Market,Pays,Pays de destination,Marché",
    ),
    column(
        "batch",
        SHIPPED_FIELDS["batch"],
        "批号,批次,生产批号,批次号,Batch no,Batch number,Lot,Lot no,Lot number,Shipment,N° de lot,Numéro de lot",
    ),
)
