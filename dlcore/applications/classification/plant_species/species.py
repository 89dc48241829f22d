"""The 32 species: what they are called, and how a sketch of their leaf is drawn."""

from dataclasses import dataclass

from dlcore.applications.classification.leaf_sketches import KINDS, Plan


@dataclass(frozen=True)
class Species:
    """One species: its name in the table, what people call it, its scientific name, its sketch."""

    key: str
    name: str
    latin: str
    plan: Plan


BLADE = Plan(base=0.8, tip=0.8)
LONG = Plan(base=1.0, tip=1.4)
POINTED = Plan(base=0.7, tip=1.0)

SPECIES = (
    Species("anhui_barberry", "Anhui barberry", "Berberis anhweiensis", Plan(base=1.2, tip=0.5, teeth=22)),
    Species("beale_s_barberry", "Beale's barberry", "Mahonia bealei", Plan(base=0.4, tip=0.9, teeth=5)),
    Species("big_fruited_holly", "Big-fruited holly", "Ilex macrocarpa", Plan(base=0.6, tip=0.8)),
    Species("camphortree", "Camphor tree", "Cinnamomum camphora", Plan(base=0.8, tip=1.0)),
    Species(
        "canadian_poplar", "Canadian poplar", "Populus x canadensis", Plan(base=0.3, tip=0.9, heart=0.04)
    ),
    Species(
        "castor_aralia",
        "Castor aralia",
        "Kalopanax septemlobus",
        Plan(lobes=((0, 1.0), (45, 0.95), (90, 0.8), (130, 0.55))),
    ),
    Species("chinese_cinnamon", "Chinese cinnamon", "Cinnamomum japonicum", POINTED),
    Species(
        "chinese_horse_chestnut",
        "Chinese horse chestnut",
        "Aesculus chinensis",
        Plan(base=1.0, tip=0.7, teeth=30),
    ),
    Species("chinese_redbud", "Chinese redbud", "Cercis chinensis", KINDS["redbud"][0]),
    Species("chinese_toon", "Chinese toon", "Toona sinensis", Plan(base=0.6, tip=1.2, teeth=24)),
    Species(
        "chinese_tulip_tree",
        "Chinese tulip tree",
        "Liriodendron chinense",
        Plan(lobes=((24, 1.0), (95, 0.85))),
    ),
    Species("crape_myrtle", "Crape myrtle", "Lagerstroemia indica", Plan(base=0.7, tip=0.6)),
    Species("deodar", "Deodar", "Cedrus deodara", Plan(base=0.4, tip=0.4)),
    Species("ford_woodlotus", "Ford woodlotus", "Manglietia fordiana", Plan(base=1.0, tip=0.8)),
    Species("ginkgo_maidenhair_tree", "Ginkgo", "Ginkgo biloba", KINDS["ginkgo"][0]),
    Species("glossy_privet", "Glossy privet", "Ligustrum lucidum", Plan(base=0.6, tip=0.9)),
    Species(
        "goldenrain_tree", "Goldenrain tree", "Koelreuteria paniculata", Plan(base=0.6, tip=1.0, teeth=9)
    ),
    Species("japanese_cheesewood", "Japanese cheesewood", "Pittosporum tobira", Plan(base=1.3, tip=0.5)),
    Species(
        "japanese_flowering_cherry",
        "Japanese flowering cherry",
        "Prunus serrulata",
        Plan(base=0.6, tip=0.9, teeth=30),
    ),
    Species("japanese_maple", "Japanese maple", "Acer palmatum", KINDS["maple"][0]),
    Species("japanese_viburnum", "Japanese viburnum", "Viburnum awabuki", Plan(base=0.9, tip=0.8)),
    Species("nanmu", "Nanmu", "Phoebe nanmu", Plan(base=1.1, tip=0.8)),
    Species("oleander", "Oleander", "Nerium oleander", Plan(base=1.0, tip=1.0)),
    Species("peach", "Peach", "Prunus persica", Plan(base=0.8, tip=1.2, teeth=34)),
    Species("pubescent_bamboo", "Pubescent bamboo", "Phyllostachys edulis", KINDS["bamboo"][0]),
    Species("southern_magnolia", "Southern magnolia", "Magnolia grandiflora", Plan(base=0.9, tip=0.8)),
    Species("sweet_osmanthus", "Sweet osmanthus", "Osmanthus fragrans", Plan(base=0.8, tip=0.9)),
    Species("tangerine", "Tangerine", "Citrus reticulata", BLADE),
    Species(
        "trident_maple",
        "Trident maple",
        "Acer buergerianum",
        Plan(lobes=((0, 1.0), (48, 0.92), (110, 0.5))),
    ),
    Species("true_indigo", "True indigo", "Indigofera tinctoria", Plan(base=0.8, tip=0.5)),
    Species("wintersweet", "Wintersweet", "Chimonanthus praecox", Plan(base=0.6, tip=0.9)),
    Species("yew_plum_pine", "Yew plum pine", "Podocarpus macrophyllus", LONG),
)
NAMES = tuple(one.name for one in SPECIES)
NUMBER = {one.key: number for number, one in enumerate(SPECIES)}
