"""First names and the short forms that people go by, mostly in English."""

_TABLE = """
abigail: abby abbie gail; abraham: abe bram; agnes: aggie nessie; albert: al bert bertie
alexander: alex al sandy xander lex sasha alec; alexandra: alex sandra sandy lexi sasha alexa
alfred: al fred alf alfie freddie; alice: ali allie; alison: ali allie; allen: al; alan: al
amanda: mandy manda; amelia: amy millie mel; andrea: andie drea; andrew: andy drew
angela: angie; anna: annie ann ana; anne: annie ann nan nancy; annette: anne annie nettie
anthony: tony ant; antonio: tony toni; antonia: toni; arnold: arnie; arthur: art artie
augustus: gus augie; barbara: barb babs barbie; beatrice: bea trixie; benjamin: ben benji benny
bernard: bernie; bernadette: bernie; bertha: bert bertie; beverly: bev; bradley: brad
bradford: brad; brandon: bran; brenda: bren; bridget: bridie biddy; calvin: cal; cameron: cam
carl: charlie; caroline: carol carrie caro; carolyn: carol carrie lyn
cassandra: cass cassie sandra; catherine: cathy cate cat katie kate cath kitty; cathleen: cathy
cecilia: cece cissy; charles: charlie chuck chas chip charley; charlotte: charlie lottie char
chester: chet; christian: chris; christina: chris tina chrissy christy
christine: chris tina chrissy christy; christopher: chris kit topher; clarence: clare
clifford: cliff; clinton: clint; constance: connie; cornelius: neil corny; curtis: curt
cynthia: cindy cyndi; daniel: dan danny; danielle: dani; darlene: dar; darrell: darry
david: dave davey; deborah: deb debbie debby; debra: deb debbie debby; dennis: denny; diana: di
diane: di; dolores: lola dee; dominic: dom nick; donald: don donnie donny; donna: dee
dorothy: dot dottie dolly; douglas: doug; dwayne: wayne; edgar: ed eddie; edmund: ed eddie ted
eduardo: eddie edu lalo; edward: ed eddie ted teddy ned; edwin: ed eddie
eleanor: ellie nell nora ella
elizabeth: liz beth betty lizzie eliza bess betsy libby lisa elsie; ellen: ellie nell
emily: em emmy millie; emma: em emmy; enrique: quique; ernest: ernie; eugene: gene
evelyn: evie eve; ezekiel: zeke; florence: flo florrie; frances: fran frannie francie
francesca: fran; francis: frank fran; francisco: paco frank pancho cisco; franklin: frank
frederick: fred freddie rick freddy; gabriel: gabe; gabriella: gabby ella; gabrielle: gabby
geoffrey: geoff jeff; george: georgie; gerald: gerry jerry; geraldine: gerry
gerard: gerry jerry; gilbert: gil bert; giovanni: gianni gio; giuseppe: beppe peppe
gregory: greg; guillermo: memo guille; gustavo: gus; gwendolyn: gwen; harold: hal harry
harriet: hattie; harrison: harry; heather: feather; hector: heck; helen: nell lena
henrietta: etta hettie; henry: hank harry hal; herbert: herb bert; howard: howie
hubert: hugh bert; ignacio: nacho; irene: rene; isaac: ike zac; isabel: izzy bella
isabella: izzy bella; jacob: jake jay; jacqueline: jackie; james: jim jimmy jamie jem
jane: janie; janet: jan; janice: jan; jason: jay; jeanette: jean nettie; jeffrey: jeff
jennifer: jen jenny jenn; jeremiah: jerry; jeremy: jerry; jerome: jerry; jesse: jess
jessica: jess jessie; jesus: chuy; joan: joanie; joanne: jo; joaquin: quino; joel: joe
johannes: hans jo; jonathan: jon john jonny nathan; john: johnny jack jon; jose: pepe joe
josef: sepp joe; joseph: joe joey jo; josephine: jo josie; joshua: josh; juan: juanito
judith: judy jude; julia: julie jules; julian: jules; juliana: julie; karen: kari
katharina: kathi; katherine: kathy kate katie kat kay kit kitty kathie
kathleen: kathy kate katie kay; kathryn: kathy kate katie kat kay; kenneth: ken kenny
kevin: kev; kimberly: kim kimmy; kristen: kris; kristin: kris; kristina: kris tina
lawrence: larry lars laurie; laura: laurie lori; lauren: laurie; leonard: len leo lenny
leopold: leo; leroy: roy lee; leslie: les; lillian: lil lilly; linda: lindy lyn
louis: lou louie; louise: lou; lucille: lucy lou; lucas: luke; ludwig: lutz; luis: lucho
madeline: maddie; magdalena: lena; manuel: manny manolo; marcus: marc mark
margaret: maggie peggy meg marge margie greta madge rita daisy; maria: mia mary; marianne: mary
marilyn: mary lyn; marjorie: marge margie; martha: marty mattie; martin: marty
mary: molly polly mamie; matilda: tilly mattie; matthew: matt matty; matthias: matt hias
maurice: mo morris; maureen: mo; maximilian: max; maxwell: max; megan: meg; melanie: mel
melissa: mel missy lissa; melvin: mel; mercedes: mercy; michael: mike mick mickey mikey
michelle: shelly mickey; miguel: mike; mildred: millie; miranda: randy mandy; mitchell: mitch
mohammed: mo; morris: moe; nancy: nan; natalie: nat; nathan: nate nat
nathaniel: nate nat nathan; nicholas: nick nicky; nicole: nikki nicky; nikolaus: klaus nik
norman: norm; oliver: ollie; olivia: liv livvy; oscar: ozzie; pamela: pam
patricia: pat patty trish tricia patsy; patrick: pat paddy; paul: pauly; paula: pauly
peter: pete; penelope: penny; philip: phil pip; phillip: phil pip; phyllis: phil
priscilla: cilla; rachel: rach; ralph: ralphie; ramon: ray; randall: randy; randolph: randy
raphael: rafe; raymond: ray; rebecca: becky becca; reginald: reg reggie
richard: rick dick rich ricky richie; ricardo: rick ricky; robert: bob rob bobby robbie bert
roberta: bobbie; roberto: beto rob; roderick: rod; rodney: rod; roger: rog; roland: rollie
ronald: ron ronnie; rosemary: rose rosie; rosalind: roz; roxanne: roxy; rudolph: rudy
russell: russ rusty; salvador: sal; salvatore: sal; samantha: sam; samuel: sam sammy
sandra: sandy; santiago: santi; sarah: sally sadie; sara: sally; scott: scotty
sebastian: seb basti; serena: rena; sharon: shari; shirley: shirl; sidney: sid; silvia: syl
solomon: sol; sophia: sophie; stanley: stan; stephanie: steph steffi; stephen: steve stevie
steven: steve stevie; stuart: stu; stewart: stu; susan: sue susie suzy; susanna: sue susie
suzanne: sue suzy; sylvester: sly; sylvia: syl; tabitha: tabby; tamara: tammy; terence: terry
teresa: terry tess tessa; theresa: terry tess tessa; theodore: ted theo teddy; thomas: tom tommy
timothy: tim timmy; tobias: toby; tracy: trace; ursula: uschi; valerie: val; vanessa: nessa
veronica: ronnie vera; victor: vic; victoria: vicky tori vickie; vincent: vince vinny
vincenzo: enzo; virginia: ginny ginger; vivian: viv; walter: walt wally; warren: ren
wallace: wally; wendell: dell; wesley: wes; wilfred: will fred; wilhelm: willi; wilhelmina: mina
william: bill will billy willie liam; winifred: winnie; winston: win; yvonne: vonnie
zachary: zach zack
william: wm; robert: robt; thomas: thos; charles: chas; joseph: jos; samuel: saml; james: jas
agnieszka: aga; aleksandra: ola sasha; alessandro: sandro; alexander: aleksandr alexandr oleksandr
anastasia: nastya; barbara: basia; catherine: katherine catharine katharine; concepcion: concha
dmitri: dima dmitry dmitriy dmitrii; ekaterina: katya katia; evgeny: zhenya evgenii yevgeny
fernando: nando; friedrich: fritz; grzegorz: grzesiek; guadalupe: lupe; heinrich: heinz
isabella: isabela; joanna: asia; katarzyna: kasia; krzysztof: krzysiek; leonardo: leo
luigi: gigi; malgorzata: gosia; mikhail: misha michail; mohammed: muhammad mohamed mohammad
muhammed: muhammad; natalia: natasha natalya; nicholas: nico; nikolaos: nick nikos
nikolai: kolya nikolay; piotr: piotrek; rafael: rafa; rosario: charo; sergei: sergey serge seryozha
stanislaw: staszek; tatiana: tanya tatyana; tomasz: tomek; vladimir: vova volodya
yuri: yury; zbigniew: zbyszek
"""


def _read(table: str) -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    for entry in table.replace("\n", ";").split(";"):
        formal, _, short = (part.strip() for part in entry.partition(":"))
        for nick in short.split():
            forms.setdefault(nick, set()).add(formal)
    return {nick: frozenset(formal) for nick, formal in forms.items()}


FORMAL = _read(_TABLE)
"""For a short form, the names that it stands for."""


def related(first: str, second: str) -> bool:
    """Whether one is a short form of the other, or both of the same name.

    >>> related("bob", "robert"), related("bob", "rob"), related("bob", "bill")
    (True, True, False)
    """
    return bool(_forms(first) & _forms(second))


def _forms(name: str) -> frozenset[str]:
    return FORMAL.get(name, frozenset()) | {name}
