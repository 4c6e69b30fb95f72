/// Plausible street names in Kazakh, Russian and English. They are names such as Kazakh cities use; which street
/// bears which is invented.
enum StreetNames {
    /// Avenues by number of the grid line: columns first, then rows (see `Grid`).
    static let avenues: [(Name, Int)] = [
        (avenue("Tauke Khan", "Тәуке хан", "Тауке хана"), 10),
        (avenue("Bekzat Sattarkhanov", "Бекзат Саттарханов", "Бекзата Саттарханова"), 8),
        (avenue("Esim Khan", "Есім хан", "Есим хана"), 19 + 8),
        (avenue("Kazhymukan", "Қажымұқан", "Кажымукана"), 11),
        (avenue("Abylai Khan", "Абылай хан", "Абылай хана"), 12),
        (avenue("Nurzhol", "Нұржол", "Нуржол"), 9),
        (avenue("Yassy", "Яссы", "Яссы"), 19 + 9),
        (avenue("Khodja Ahmed Yasawi", "Қожа Ахмет Ясауи", "Ходжи Ахмеда Ясави"), 19 + 10),
        (avenue("Zhibek Zholy", "Жібек жолы", "Жибек жолы"), 19 + 11),
        (avenue("Turan", "Тұран", "Туран"), 19 + 4),
        (avenue("Otyrar", "Отырар", "Отрар"), 4),
        (avenue("Syrdarya", "Сырдария", "Сырдарья"), 19 + 15),
        (avenue("Karatau", "Қаратау", "Каратау"), 16),
    ]

    private static func avenue(_ en: String, _ kk: String, _ ru: String) -> Name {
        Name(en: "\(en) Avenue", kk: "\(kk) даңғылы", ru: "проспект \(ru)")
    }

    /// The name of the k-th street; unlike for every k.
    static func name(_ k: Int) -> Name {
        if k < people.count {
            let p = people[k]
            return Name(en: "\(p.0) Street", kk: "\(p.1) көшесі", ru: "улица \(p.2)")
        }
        let rest = k - people.count
        let place = places[rest % places.count]
        let number = rest / places.count
        let tail = number == 0 ? "" : "-\(number)"
        return Name(
            en: "\(place.0)\(tail) Street", kk: "\(place.1)\(tail) көшесі", ru: "улица \(place.2)\(tail)")
    }

    private static let people: [(String, String, String)] = [
        ("Abai", "Абай", "Абая"), ("Al-Farabi", "Әл-Фараби", "Аль-Фараби"),
        ("Kanysh Satpayev", "Қаныш Сәтбаев", "Каныша Сатпаева"),
        ("Mukhtar Auezov", "Мұхтар Әуезов", "Мухтара Ауэзова"),
        ("Shokan Ualikhanov", "Шоқан Уәлиханов", "Чокана Валиханова"),
        ("Ybyrai Altynsarin", "Ыбырай Алтынсарин", "Ибрая Алтынсарина"), ("Zhambyl", "Жамбыл", "Жамбыла"),
        ("Ahmet Baitursynuly", "Ахмет Байтұрсынұлы", "Ахмета Байтурсынулы"),
        ("Magzhan Zhumabayev", "Мағжан Жұмабаев", "Магжана Жумабаева"),
        ("Tole Bi", "Төле би", "Толе би"), ("Kazybek Bi", "Қазыбек би", "Казыбек би"),
        ("Aiteke Bi", "Әйтеке би", "Айтеке би"),
        ("Kenesary Khan", "Кенесары хан", "Кенесары хана"), ("Zhangir Khan", "Жәңгір хан", "Жангир хана"),
        ("Kerei Khan", "Керей хан", "Керей хана"),
        ("Zhanibek Khan", "Жәнібек хан", "Жанибек хана"), ("Kasym Khan", "Қасым хан", "Касым хана"),
        ("Haknazar Khan", "Хақназар хан", "Хакназар хана"),
        ("Rabia Sultan Begim", "Рабиға Сұлтан Бегім", "Рабии Султан Бегим"),
        ("Arystan Bab", "Арыстан баб", "Арыстан баба"),
        ("Korkyt Ata", "Қорқыт ата", "Коркыт ата"), ("Dulati", "Дулати", "Дулати"),
        ("Balasagun", "Баласағұн", "Баласагуна"),
        ("Mahmud Kashgari", "Махмұд Қашқари", "Махмуда Кашгари"), ("Kurmangazy", "Құрманғазы", "Курмангазы"),
        ("Dina", "Дина", "Дины"),
        ("Bauyrzhan Momyshuly", "Бауыржан Момышұлы", "Бауыржана Момышулы"),
        ("Aliya Moldagulova", "Әлия Молдағұлова", "Алии Молдагуловой"),
        ("Manshuk Mametova", "Мәншүк Мәметова", "Маншук Маметовой"),
        ("Sabit Mukanov", "Сәбит Мұқанов", "Сабита Муканова"),
        ("Gabit Musirepov", "Ғабит Мүсірепов", "Габита Мусрепова"),
        ("Beimbet Mailin", "Бейімбет Майлин", "Беимбета Майлина"),
        ("Saken Seifullin", "Сәкен Сейфуллин", "Сакена Сейфуллина"),
        ("Ilyas Zhansugurov", "Ілияс Жансүгіров", "Ильяса Жансугурова"),
        ("Turar Ryskulov", "Тұрар Рысқұлов", "Турара Рыскулова"), ("Mustafa Shokai", "Мұстафа Шоқай", "Мустафы Шокая"),
        ("Alikhan Bokeikhan", "Әлихан Бөкейхан", "Алихана Букейхана"),
        ("Mirzhakyp Dulatuly", "Міржақып Дулатұлы", "Миржакыпа Дулатулы"),
        ("Shakarim", "Шәкәрім", "Шакарима"), ("Makhambet", "Махамбет", "Махамбета"), ("Isatai", "Исатай", "Исатая"),
        ("Syrym Datuly", "Сырым Датұлы", "Сырыма Датулы"),
        ("Raiymbek Batyr", "Райымбек батыр", "Райымбек батыра"),
        ("Nauryzbai Batyr", "Наурызбай батыр", "Наурызбай батыра"),
        ("Kabanbai Batyr", "Қабанбай батыр", "Кабанбай батыра"),
        ("Bogenbai Batyr", "Бөгенбай батыр", "Богенбай батыра"),
        ("Karasai Batyr", "Қарасай батыр", "Карасай батыра"), ("Agybai Batyr", "Ағыбай батыр", "Агыбай батыра"),
        ("Baidibek Bi", "Бәйдібек би", "Байдибек би"),
        ("Domalak Ana", "Домалақ ана", "Домалак ана"), ("Gauhar Ana", "Гауһар ана", "Гаухар ана"),
        ("Ukasha Ata", "Укаша ата", "Укаша ата"),
        ("Sauran", "Сауран", "Сауран"), ("Shavgar", "Шавғар", "Шавгар"),
        ("Farabi Otyrar", "Фараби Отырар", "Фараби Отрар"),
        ("Dinmukhamed Kunayev", "Дінмұхамед Қонаев", "Динмухамеда Кунаева"),
        ("Talgat Bigeldinov", "Талғат Бигелдинов", "Талгата Бигельдинова"),
        ("Nurken Abdirov", "Нүркен Әбдіров", "Нуркена Абдирова"),
        ("Rakhymzhan Koshkarbayev", "Рақымжан Қошқарбаев", "Рахимжана Кошкарбаева"),
        ("Kasym Kaisenov", "Қасым Қайсенов", "Касыма Кайсенова"),
        ("Shamshi Kaldayakov", "Шәмші Қалдаяқов", "Шамши Калдаякова"),
        ("Mukagali Makatayev", "Мұқағали Мақатаев", "Мукагали Макатаева"),
        ("Abish Kekilbayev", "Әбіш Кекілбаев", "Абиша Кекильбаева"),
        ("Kurmanbek Zhandarbekov", "Құрманбек Жандарбеков", "Курманбека Жандарбекова"),
        ("Kulash Baiseitova", "Күләш Байсейітова", "Куляш Байсеитовой"),
        ("Roza Baglanova", "Роза Бағланова", "Розы Баглановой"),
        ("Akhmet Zhubanov", "Ахмет Жұбанов", "Ахмета Жубанова"), ("Yesenberlin", "Есенберлин", "Есенберлина"),
    ]

    private static let places: [(String, String, String)] = [
        ("Zhana Kala", "Жаңа қала", "Жана кала"), ("Bekzat", "Бекзат", "Бекзат"),
        ("Kyzyl Zhol", "Қызыл жол", "Кызыл жол"), ("Ushkyn", "Ұшқын", "Ушкын"),
        ("Shugyla", "Шұғыла", "Шугыла"), ("Akzhol", "Ақжол", "Акжол"), ("Baiterek", "Бәйтерек", "Байтерек"),
        ("Samal", "Самал", "Самал"), ("Dostyk", "Достық", "Достык"),
        ("Birlik", "Бірлік", "Бирлик"), ("Yntymak", "Ынтымақ", "Ынтымак"), ("Nauryz", "Наурыз", "Наурыз"),
        ("Bereke", "Береке", "Береке"), ("Altyn Bulak", "Алтын бұлақ", "Алтын булак"),
        ("Kokbulak", "Көкбұлақ", "Кокбулак"), ("Tulpar", "Тұлпар", "Тулпар"), ("Sunkar", "Сұңқар", "Сункар"),
        ("Aisha Bibi", "Айша бибі", "Айша биби"), ("Yrys", "Ырыс", "Ырыс"),
        ("Zhuldyz", "Жұлдыз", "Жулдыз"), ("Bolashak", "Болашақ", "Болашак"), ("Mereke", "Мереке", "Мереке"),
        ("Karashyk", "Қарашық", "Карашик"), ("Ikan", "Иқан", "Икан"),
        ("Shoktas", "Шоқтас", "Шоктас"), ("Babaikorgan", "Бабайқорған", "Бабайкорган"), ("Kushata", "Құшата", "Кушата"),
        ("Shaga", "Шаға", "Шага"), ("Oranghai", "Ораңғай", "Орангай"),
        ("Zhalyn", "Жалын", "Жалын"),
    ]
}
