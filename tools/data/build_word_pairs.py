"""Write classroom_pairs.txt: `make data ARGS=word_pairs`. Pairs and rule stand here.

The pairs were written down by kind, without a look at any vectors. One test decided which stayed:
both words occur at least 20 times in the addresses. The scores follow from the kind alone.
"""

from __future__ import annotations

from w2vlib import load_corpus
from w2vlib.setup.atomic import atomic_write
from w2vlib.setup.datafiles import data_folder

AT_LEAST = 20
SCORES = {  # kind: (alike, related), from 0 to 4
    "near-synonym": (4, 4),
    "same kind": (2, 3),
    "opposite": (1, 3),
    "related": (1, 3),
    "unrelated": (0, 0),
}
PAIRS = {
    "near-synonym": """help aid, big large, labor work, start begin, nation country, rapid quick,
        select choose, error mistake, wish desire, reply answer, duty
        obligation, power authority, statute law, agreement treaty, troops army,
        ocean sea, funds money, citizens inhabitants, home house, employment
        job, highway road, vessel ship, fight battle, rule regulation, peril
        danger, dread fear, liberty freedom, essential necessary, entire whole,
        hard difficult, injure harm, purchase buy, need require, get obtain,
        find discover, allow permit, obvious evident, sufficient enough, speech
        address, persons people, region area, commerce trade, offense crime,
        expense cost, advantage benefit, grief sorrow, disaster calamity, border
        boundary, aim goal, attempt effort, demonstrate show""",
    "opposite": """increase decrease, north south, sell buy, peace war, rich poor, large small,
        high low, first last, old new, east west, imports exports, good evil,
        strong weak, long short, public private, friend enemy, success failure,
        victory defeat, gain loss, end begin, close open, give receive, life
        death, day night, past future, upper lower, after before, supply demand,
        false true, wrong right, black white, urban rural, domestic foreign,
        slavery freedom, summer winter, reject accept, permanent temporary,
        illegal legal, easy difficult, always never, maximum minimum, hope fear,
        wealth poverty, left remain, strength weakness, war friendship, ally
        foe, men women, son daughter""",
    "same kind": """january march, france spain, gold silver, three seven, wheat corn, cotton
        tobacco, river lake, iron coal, governor senator, general colonel, cuba
        panama, ohio virginia, horses cattle, copper lead, july october, iraq
        iran, railroad canal, russia austria, rice sugar, teachers nurses""",
    "related": """doctors hospitals, ship harbor, school teacher, farm crop, bank money, judge
        court, army war, trees forest, gold mine, river flood, farmer wheat, tax
        revenue, student college, oil wells, mail postal, patients disease,
        crime prison, vote election, automobile road, children mother""",
    "unrelated": """gold teacher, river election, wheat minister, hospital tariff, january justice,
        forest currency, navy school, cotton court, doctor canal, horse
        constitution, winter budget, lake pension, tobacco treaty, mountain
        income, bridge poverty, corn missile, silver mother, iron speech, letter
        coal, college boundary""",
}


def main() -> None:
    vocab = load_corpus("sotu").vocab
    counts = dict(zip(vocab.index_to_key, vocab.counts.tolist(), strict=True))
    lines, left_out = ["# one\tother\talike\trelated\tkind"], []
    for kind, text in PAIRS.items():
        alike, related = SCORES[kind]
        for pair in text.split(","):
            one, other = pair.split()
            if min(counts.get(one, 0), counts.get(other, 0)) < AT_LEAST:
                left_out.append(pair.strip())
            else:
                lines.append(f"{one}\t{other}\t{alike}\t{related}\t{kind}")
    with atomic_write(data_folder() / "classroom_pairs.txt") as file:
        file.write("\n".join(lines) + "\n")
    print(f"{len(lines) - 1} pairs; too rare, left out: {', '.join(left_out)}")


if __name__ == "__main__":
    main()
