//! How people of a country are called and where they live. Invented combinations of common names.

/// The names, places and notations of one country. In patterns, `#` is a digit and `@` a letter.
pub(super) struct Style {
    pub first_names: &'static [&'static str],
    pub roots: &'static [&'static str],
    pub endings: &'static [&'static str],
    pub streets: &'static [&'static str],
    /// The house number stands behind the street's name.
    pub number_last: bool,
    /// Town, postcode, telephone.
    pub towns: &'static [(&'static str, &'static str, &'static str)],
    pub domain: &'static str,
}

impl Style {
    pub(super) fn of(country: &str) -> &'static Self {
        match country {
            "FR" | "MC" | "LU" => &FRANCE,
            "BE" => &BELGIUM,
            "DE" | "AT" | "CH" => &GERMANY,
            "ES" | "PT" | "BR" => &SPAIN,
            "IT" | "MT" => &ITALY,
            "NL" => &NETHERLANDS,
            "SE" | "NO" | "DK" | "FI" | "IS" => &NORTH,
            "US" | "CA" => &STATES,
            "JP" => &JAPAN,
            _ => &BRITAIN,
        }
    }
}

static FRANCE: Style = Style {
    first_names: &[
        "Marie", "Jean", "Nathalie", "Pierre", "Camille", "Thomas", "Hélène", "Nicolas", "Chloé", "Julien", "Léa",
        "François", "Anne-Sophie", "Loïc", "Zoé", "Étienne", "Manon", "Cédric", "Inès", "Aurélien", "Gaëlle", "Rémi",
        "Sylvie", "Benoît", "Élodie", "Mathis", "Jeanne", "Noël", "Clémence", "Yannick", "Océane", "Théo", "Maëlys",
        "Raphaël", "Salomé", "Ludovic", "Fanny", "Hugo", "Agnès", "Dorian",
    ],
    roots: &[
        "Mar", "Ber", "Du", "Le", "Ro", "Gar", "Mo", "Per", "La", "Bon", "Fau", "Gi", "Char", "Del", "Ma", "Ca", "Vi",
        "Bou", "Re", "Ger", "Hu", "Lam", "Bru", "Col", "Pi", "Sau", "Gau", "Mer", "Ta", "Bar", "Cor", "Des", "Fer",
        "Gui", "Jou", "Lou", "Nor", "Pou", "Tri", "Val", "Beau", "Clé", "Que", "Vau",
    ],
    endings: &[
        "tin", "nard", "bois", "fèvre", "reau", "chand", "nier", "rin", "mbert", "net", "rre", "rault", "bert", "teau",
        "rand", "sson", "llet", "llier", "vier", "dier", "geois", "gnon", "ron", "mier", "chet", "lin", "ville",
        "champs", "mas", "dou", "cq", "ssac", "gnac", "delle", "court", "mont", "pin", "ssier", "lot", "quet",
    ],
    streets: &[
        "rue de la République", "avenue Jean-Jaurès", "rue Victor-Hugo", "boulevard Gambetta", "rue des Lilas",
        "chemin du Moulin", "rue du Château", "place de l'Église", "allée des Tilleuls", "rue Pasteur",
        "impasse des Acacias", "quai de la Loire", "rue Émile-Zola", "route de Paris",
    ],
    number_last: false,
    towns: &[
        ("Paris", "750##", "+33 1 4# ## ## ##"), ("Lyon", "6900#", "+33 4 7# ## ## ##"),
        ("Marseille", "1300#", "+33 4 91 ## ## ##"), ("Toulouse", "31#00", "+33 5 61 ## ## ##"),
        ("Labège", "31670", "+33 5 62 ## ## ##"), ("Nantes", "44#00", "06 4# ## ## ##"),
        ("Bordeaux", "33#00", "+33 5 56 ## ## ##"), ("Lille", "59#00", "06 2# ## ## ##"),
        ("Rennes", "35#00", "+33 2 99 ## ## ##"), ("Strasbourg", "67#00", "07 8# ## ## ##"),
        ("Montpellier", "34#00", "06 1# ## ## ##"), ("Grenoble", "38#00", "+33 4 76 ## ## ##"),
        ("Villefranche-sur-Saône", "69400", "06 7# ## ## ##"), ("Saint-Étienne", "42#00", "06 8# ## ## ##"),
        ("Clermont-Ferrand", "63#00", "+33 4 73 ## ## ##"), ("Aix-en-Provence", "13#90", "06 0# ## ## ##"),
        ("Besançon", "25000", "+33 3 81 ## ## ##"), ("Angoulême", "16000", "07 6# ## ## ##"),
        ("Périgueux", "24000", "06 3# ## ## ##"), ("Quimper", "29000", "06 9# ## ## ##"),
    ],
    domain: "fr",
};

static BELGIUM: Style = Style {
    first_names: FRANCE.first_names,
    roots: &["Van ", "De ", "Pee", "Jans", "Wou", "Clae", "Lam", "Du", "Ja", "Mer", "Goos", "Her", "Le", "Si"],
    endings: &["ters", "sens", "mans", "brecht", "pont", "cobs", "tens", "vos", "bruyn", "jeune", "mon", "clercq"],
    streets: &["rue Haute", "rue Neuve", "avenue Louise", "Kerkstraat", "Stationsstraat", "chaussée de Wavre"],
    number_last: true,
    towns: &[
        ("Bruxelles", "10#0", "+32 2 ### ## ##"), ("Liège", "40#0", "+32 4 ### ## ##"),
        ("Namur", "50#0", "0470 ## ## ##"), ("Gent", "90#0", "0485 ## ## ##"), ("Antwerpen", "20#0", "+32 3 ### ## ##"),
    ],
    domain: "be",
};

static GERMANY: Style = Style {
    first_names: &[
        "Anna", "Lukas", "Sabine", "Jürgen", "Lena", "Maximilian", "Ursula", "Stefan", "Jörg", "Käthe", "Miriam",
        "Florian", "Grete", "Sören", "Heike", "Matthias", "Franziska", "Björn", "Ingrid", "Tobias", "Silke", "Günther",
        "Annika", "Detlef", "Marlene", "Ruben",
    ],
    roots: &[
        "Mül", "Schmi", "Schnei", "Fi", "We", "Wag", "Bau", "Hoff", "Schä", "Kö", "Lan", "Zimmer", "Krü", "Hart",
        "Neu", "Stein", "Groß", "Vo", "Bö", "Al", "Reich", "Win", "Kauf", "Sei", "Linden", "Brand", "Eich", "Rosen",
    ],
    endings: &[
        "ler", "dt", "der", "scher", "ber", "ner", "er", "mann", "fer", "nig", "ge", "haus", "ger", "berg", "feld",
        "bach", "ßmann", "gt", "hme", "brecht", "ter", "del", "wald", "stein", "holz", "thal",
    ],
    streets: &[
        "Hauptstraße", "Bahnhofstraße", "Goethestraße", "Am Markt", "Lindenallee", "Schillerplatz", "Gartenweg",
        "Königstraße", "Berliner Straße", "Mühlenweg",
    ],
    number_last: true,
    towns: &[
        ("Berlin", "10###", "+49 30 #######"), ("Hamburg", "20###", "+49 40 #######"),
        ("München", "80###", "+49 89 #######"), ("Köln", "50###", "0221 #######"), ("Düsseldorf", "40###", "0211 #######"),
        ("Leipzig", "04###", "0341 #######"), ("Nürnberg", "90###", "0911 #######"), ("Würzburg", "97###", "0171 #######"),
        ("Tübingen", "72###", "0160 #######"), ("Freiburg im Breisgau", "79###", "0761 ######"),
    ],
    domain: "de",
};

static SPAIN: Style = Style {
    first_names: &[
        "María", "José", "Lucía", "Antonio", "Carmen", "Javier", "Sofía", "Iñigo", "Begoña", "Álvaro", "Nuria", "Andrés",
        "Inês", "João", "Paula", "Rubén",
    ],
    roots: &["Gar", "Fer", "Gon", "Ro", "Ló", "Mar", "Sán", "Pé", "Gó", "Ji", "Ru", "Die", "Mu", "Al", "Sil", "Cas"],
    endings: &["cía", "nández", "zález", "dríguez", "pez", "tínez", "chez", "rez", "mez", "ménez", "iz", "go", "ñoz", "va", "tro"],
    streets: &["calle Mayor", "calle del Sol", "avenida de la Constitución", "plaza de España", "calle Real", "rua do Comércio"],
    number_last: true,
    towns: &[
        ("Madrid", "28###", "+34 91 ### ## ##"), ("Barcelona", "08###", "+34 93 ### ## ##"),
        ("Sevilla", "41###", "6## ### ###"), ("Málaga", "29###", "6## ### ###"), ("A Coruña", "15###", "6## ### ###"),
        ("Lisboa", "1###-###", "+351 21 ### ####"),
    ],
    domain: "es",
};

static ITALY: Style = Style {
    first_names: &["Giulia", "Marco", "Francesca", "Niccolò", "Chiara", "Matteo", "Elisa", "Andrea", "Beatrice", "Luca", "Noemi", "Paolo"],
    roots: &["Ros", "Rus", "Ferr", "Espos", "Bianch", "Rom", "Col", "Ric", "Mar", "Gre", "Bru", "Gal", "Con", "De L", "Cost", "Giord"],
    endings: &["si", "so", "ari", "ito", "i", "ano", "ombo", "ci", "ino", "co", "no", "lo", "ti", "uca", "a", "etti"],
    streets: &["via Roma", "via Garibaldi", "corso Italia", "piazza Dante", "via Verdi", "viale dei Mille"],
    number_last: true,
    towns: &[
        ("Roma", "00###", "+39 06 ########"), ("Milano", "20###", "+39 02 ########"), ("Torino", "10###", "+39 333 #######"),
        ("Napoli", "80###", "+39 347 #######"), ("Forlì", "47###", "+39 320 #######"),
    ],
    domain: "it",
};

static NETHERLANDS: Style = Style {
    first_names: &["Sanne", "Daan", "Femke", "Jeroen", "Lotte", "Pieter", "Anouk", "Bram", "Maaike", "Thijs", "Noa", "Ruben"],
    roots: &["de ", "van ", "van de ", "Jan", "Bak", "Vis", "Smi", "Mei", "Boer", "Mul", "Dij", "Kok", "Hoek", "Post"],
    endings: &["Vries", "Berg", "sen", "ker", "ser", "ts", "jer", "ma", "der", "kstra", "kers", "stra", "huis", "dijk"],
    streets: &["Dorpsstraat", "Kerkstraat", "Molenweg", "Stationsweg", "Prinsengracht", "Julianalaan"],
    number_last: true,
    towns: &[
        ("Amsterdam", "10## @@", "+31 20 #######"), ("Rotterdam", "30## @@", "+31 10 #######"),
        ("Utrecht", "35## @@", "06 ########"), ("Eindhoven", "56## @@", "06 ########"), ("Groningen", "97## @@", "06 ########"),
    ],
    domain: "nl",
};

static NORTH: Style = Style {
    first_names: &["Åsa", "Lars", "Ingeborg", "Søren", "Maja", "Mikkel", "Tuuli", "Øystein", "Freja", "Björk", "Nils", "Elin"],
    roots: &["Han", "Jo", "Ol", "Lar", "An", "Nil", "Pe", "Svens", "Berg", "Lind", "Kor", "Vir", "Niem", "Hau"],
    endings: &["sen", "hansen", "sson", "dersson", "son", "tersen", "strøm", "qvist", "ström", "gård", "hola", "tanen", "inen", "gen"],
    streets: &["Storgatan", "Kirkegata", "Vestergade", "Strandvägen", "Mannerheimintie", "Skolegata"],
    number_last: true,
    towns: &[
        ("Stockholm", "1## ##", "+46 8 ### ## ##"), ("Göteborg", "4## ##", "+46 31 ### ## ##"), ("Oslo", "0###", "+47 2# ## ## ##"),
        ("København", "2###", "+45 3# ## ## ##"), ("Helsinki", "00###", "+358 9 ### ####"), ("Tromsø", "9###", "+47 9# ## ## ##"),
    ],
    domain: "com",
};

static STATES: Style = Style {
    first_names: &[
        "James", "Olivia", "Michael", "Emma", "Robert", "Ava", "William", "Sophia", "Ethan", "Grace", "Logan", "Zoey",
        "Carlos", "Maya", "Tyler", "Hannah", "Marcus", "Destiny", "Aaron", "Brooke",
    ],
    roots: BRITAIN.roots,
    endings: BRITAIN.endings,
    streets: &["Main Street", "Oak Avenue", "Maple Drive", "2nd Street", "Sunset Boulevard", "Elm Court", "Lake View Road"],
    number_last: false,
    towns: &[
        ("Austin, TX", "787##", "(512) 555-01##"), ("Portland, OR", "972##", "(503) 555-01##"),
        ("Denver, CO", "802##", "+1 303-555-01##"), ("Boston, MA", "021##", "(617) 555-01##"),
        ("Seattle, WA", "981##", "(206) 555-01##"), ("San José, CA", "951##", "+1 408-555-01##"),
        ("Chicago, IL", "606##", "(312) 555-01##"), ("Nashville, TN", "372##", "615.555.01##"),
    ],
    domain: "com",
};

static JAPAN: Style = Style {
    first_names: &["Haruto", "Yui", "Sakura", "Ren", "Aoi", "Sōta", "Hina", "Daiki", "Mio", "Kenji"],
    roots: &["Taka", "Yama", "Naka", "Ko", "Sai", "Mura", "Shi", "Hashi", "Oka", "Fuji"],
    endings: &["hashi", "moto", "mura", "bayashi", "tō", "kami", "mizu", "da", "wara", "guchi"],
    streets: &["Ginza", "Shibuya", "Sakuragaoka", "Honchō", "Ōdōri"],
    number_last: true,
    towns: &[("Tōkyō", "1##-00##", "03-####-####"), ("Ōsaka", "5##-00##", "06-####-####"), ("Kyōto", "6##-80##", "090-####-####")],
    domain: "com",
};

static BRITAIN: Style = Style {
    first_names: &[
        "Oliver", "Amelia", "George", "Isla", "Harry", "Emily", "Jack", "Siân", "Callum", "Aoife", "Charlotte", "Rhys",
        "Niamh", "Edward", "Poppy", "Fergus", "Alice", "Declan", "Harriet", "Owen", "Priya", "Yusuf", "Beth", "Tom",
    ],
    roots: &[
        "Smith", "Har", "Wil", "Tay", "Ev", "Rob", "Wal", "Wright", "Thom", "Hu", "Ed", "Cla", "Jack", "Tur", "Hill",
        "Ash", "Black", "Bar", "Stan", "Whit", "Brad", "Wood", "Kings", "Mar", "Hol", "Nor", "Fair", "Green", "Lang",
    ],
    endings: &[
        "", "son", "ris", "liams", "lor", "ans", "inson", "ker", "ley", "ghes", "wards", "rke", "ner", "ton", "field",
        "worth", "ford", "wood", "man", "bury", "well", "more", "den", "croft", "well-Jones", "burn", "ham",
    ],
    streets: &[
        "High Street", "Station Road", "Church Lane", "Victoria Road", "Mill Lane", "The Green", "Queens Road",
        "Park Avenue", "Albert Terrace", "Orchard Close",
    ],
    number_last: false,
    towns: &[
        ("London", "SW1# #@@", "020 7946 0###"), ("Manchester", "M# #@@", "0161 496 0###"), ("Bristol", "BS# #@@", "0117 496 0###"),
        ("Leeds", "LS# #@@", "0113 496 0###"), ("Edinburgh", "EH# #@@", "0131 496 0###"), ("Cardiff", "CF# #@@", "029 2018 0###"),
        ("Belfast", "BT# #@@", "028 9649 6###"), ("Cambridge", "CB# #@@", "+44 7700 900###"), ("York", "YO# #@@", "07700 900###"),
        ("Glasgow", "G# #@@", "0141 496 0###"), ("Exeter", "EX# #@@", "07700 900###"),
    ],
    domain: "com",
};
