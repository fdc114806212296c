#!/bin/sh
# lockkeeper:begin
# Asks Lockkeeper whether a tool call of a coding agent may run. Written by `lockkeeper init`; `lockkeeper doctor` tests it.
# Usage: hook.sh CLIENT < event.json
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 2
client=$1
event=$(cat)

deny() {
  if [ "$client" = copilot ]; then
    printf '{"permissionDecision":"deny","permissionDecisionReason":"%s"}\n' "$1"
    exit 0
  fi
  printf '%s\n' "$1" >&2
  exit 2
}

# Names that concern the gate, in any case; an escape may spell any of them.
# Bytes beyond ASCII may be another spelling of one, too: this shell does not compare them.
if (LC_ALL=C; case $event in *[!\ -~]*) exit 0 ;; esac; exit 1); then strange=yes; else strange=no; fi
# Copilot names tools of MCP servers like any other tool, so each of its calls is looked at.
case $client:$strange:$event in
  copilot:* | *:yes:* | *:no: | *'\u'* | \
  *'.'[dD][sS][sS][eE]* | \
  *[aA][eE][rR][iI][cC][hH]* | \
  *[aA][lL][eE][mM][bB][iI][cC]* | \
  *[aA][pP][pP][lL][yY]* | \
  *[aA][rR][tT][iI][sS][aA][nN]* | \
  *[aA][tT][lL][aA][sS]* | \
  *[cC][lL][uU][sS][tT][eE][rR][dD][bB]* | \
  *[cC][oO][mM][mM][iI][tT]* | \
  *[cC][oO][nN][fF][iI][gG]'.'[tT][oO][mM][lL]* | \
  *[cC][oO][nN][sS][oO][lL][eE]* | \
  *[cC][rR][eE][aA][tT][eE][dD][bB]* | \
  *[cC][rR][eE][aA][tT][eE][uU][sS][eE][rR]* | \
  *[dD][bB][mM][aA][tT][eE]* | \
  *[dD][iI][eE][sS][eE][lL]* | \
  *[dD][jJ][aA][nN][gG][oO]'-'[aA][dD][mM][iI][nN]* | \
  *[dD][oO][cC][tT][rR][iI][nN][eE]* | \
  *[dD][oO][tT][nN][eE][tT]* | \
  *[dD][rR][iI][zZ][zZ][lL][eE]'-'[kK][iI][tT]* | \
  *[dD][rR][oO][pP][dD][bB]* | \
  *[dD][rR][oO][pP][uU][sS][eE][rR]* | \
  *[eE][vV][aA][lL]* | \
  *[eE][vV][oO][lL][vV][eE]* | \
  *[fF][lL][aA][sS][kK]* | \
  *[fF][lL][yY][wW][aA][yY]* | \
  *[gG][iI][tT]'/'[cC][oO][nN][fF][iI][gG]* | \
  *[gG][oO][oO][sS][eE]* | \
  *[gG][rR][aA][dD][lL][eE]* | \
  *[gG][rR][aA][pP][hH][iI][lL][eE]* | \
  *[hH][aA][sS][uU][rR][aA]* | \
  *[hH][eE][rR][oO][kK][uU]* | \
  *[hH][oO][oO][kK][sS]* | \
  *[kK][nN][eE][xX]* | \
  *[kK][yY][sS][eE][lL][yY]* | \
  *[lL][iI][qQ][uU][iI][bB][aA][sS][eE]* | \
  *[lL][oO][cC][kK][kK][eE][eE][pP][eE][rR]* | \
  *[mM][aA][nN][aA][gG][eE]'.'[pP][yY]* | \
  *[mM][cC][pP]* | \
  *[mM][eE][dD][uU][sS][aA]* | \
  *[mM][iI][gG][rR][aA]* | \
  *[mM][iI][kK][rR][oO]'-'[oO][rR][mM]* | \
  *[mM][iI][xX]* | \
  *[mM][vV][nN]* | \
  *[nN][hH][oO][sS][tT]* | \
  *[nN][oO]'-'[vV][eE][rR][iI][fF][yY]* | \
  *[pP][aA][tT][cC][hH]* | \
  *[pP][aA][yY][lL][oO][aA][dD]* | \
  *[pP][gG]'-'[sS][cC][hH][eE][mM][aA]'-'[dD][iI][fF][fF]* | \
  *[pP][gG]'_'* | \
  *[pP][gG][bB][eE][nN][cC][hH]* | \
  *[pP][gG][cC][lL][iI]* | \
  *[pP][gG][cC][oO][pP][yY][dD][bB]* | \
  *[pP][gG][lL][oO][aA][dD][eE][rR]* | \
  *[pP][gG][mM][iI][gG]* | \
  *[pP][gG][rR][oO][lL][lL]* | \
  *[pP][hH][iI][nN][xX]* | \
  *[pP][iI][cC][cC][oO][lL][oO]* | \
  *[pP][iI][pP][eE][nN][vV]* | \
  *[pP][oO][eE][tT][rR][yY]* | \
  *[pP][rR][iI][sS][mM][aA]* | \
  *[pP][yY][tT][hH][oO][nN]* | \
  *[rR][aA][iI][lL][sS]* | \
  *[rR][aA][kK][eE]* | \
  *[rR][aA][mM][bB][lL][eE][rR]* | \
  *[rR][eE][fF][iI][nN][eE][rR][yY]* | \
  *[rR][eE][iI][nN][dD][eE][xX][dD][bB]* | \
  *[sS][eE][aA]* | \
  *[sS][eE][qQ][uU][eE][lL][iI][zZ][eE]* | \
  *[sS][eE][tT][tT][iI][nN][gG][sS]* | \
  *[sS][pP][rR][iI][nN][gG]* | \
  *[sS][qQ][iI][tT][cC][hH]* | \
  *[sS][qQ][lL]* | \
  *[sS][tT][rR][aA][pP][iI]* | \
  *[sS][uU][pP][aA][bB][aA][sS][eE]* | \
  *[tT][eE][rR][nN]* | \
  *[tT][oO][rR][tT][oO][iI][sS][eE]* | \
  *[tT][yY][pP][eE][oO][rR][mM]* | \
  *[uU][mM][zZ][uU][gG]* | \
  *[uU][pP][dD][aA][tT][eE]'-'[dD][aA][tT][aA][bB][aA][sS][eE]* | \
  *[uU][vV]* | \
  *[vV][aA][cC][uU][uU][mM][dD][bB]* | \
  *[wW][rR][aA][nN][gG][lL][eE][rR]* | \
  *[xX][aA][rR][gG][sS]* | \
  *[yY][aA][mM][lL][tT][oO][dD][bB]* | \
  *[yY][oO][yY][oO]*) ;;
  # A command without a character that means something to a shell names what it does.
  *'"command"'* | *'"cmd"'* | *'"script"'* | *'"chars"'* | *'"args"'*)
    case $event in
      *['$`\><|&;*?~#!']* | *"'"*) ;;
      *) exit 0 ;;
    esac ;;
  *) exit 0 ;;
esac

command -v lockkeeper >/dev/null 2>&1 ||
  deny 'Lockkeeper: the program lockkeeper is not on the PATH, so nobody can judge this; ask the user to install it.'
printf '%s' "$event" | lockkeeper hook "$client" --repository "$root"
code=$?
case $code in
  0 | 2) exit "$code" ;;
  *) deny 'Lockkeeper: the hook failed, so it denies; ask the user to run lockkeeper doctor.' ;;
esac
# lockkeeper:end
