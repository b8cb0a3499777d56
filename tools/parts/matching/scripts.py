"""Letters of other scripts as they are commonly written in Latin ones: Cyrillic and Greek."""

_FROM_A = (
    "a,b,v,g,d,e,zh,z,i,i,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,shch,,y,,e,yu,ya"  # Cyrillic, in order
)
_FROM_ALPHA = "a,v,g,d,e,z,i,th,i,k,l,m,n,x,o,p,r,s,s,t,y,f,ch,ps,o"
_UKRAINIAN = {0x454: "e", 0x456: "i", 0x491: "g"}
LATIN: dict[int, str] = {
    **dict(enumerate(_FROM_A.split(","), 0x430)), **dict(enumerate(_FROM_ALPHA.split(","), 0x3B1)),
    **_UKRAINIAN,
}  # fmt: skip
"""For `str.translate`, on lower case without accents: the short i is an i, as in Nikolai."""
