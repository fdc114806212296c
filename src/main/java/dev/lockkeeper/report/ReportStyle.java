package dev.lockkeeper.report;

/** The style sheet of the report: system fonts, two colour schemes with at least 4.5:1 contrast, paper and phone. */
final class ReportStyle {
    static final String CSS = """
            :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--muted:#57606a;--line:#d0d7de;--card:#f6f8fa;--good:#116329;--ask:#7d4e00;--bad:#a40e26;--goodbg:#e6f4ea;--askbg:#fff4d6;--badbg:#ffe9ea;--l0:#6e7781;--l1:#0a6fb8;--l2:#9a6700;--l3:#c4263b}
            @media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--muted:#9da7b1;--line:#30363d;--card:#161b22;--good:#56d364;--ask:#e3b341;--bad:#ff8a8a;--goodbg:#0f2417;--askbg:#2a2008;--badbg:#2d1216;--l0:#8b949e;--l1:#58a6ff;--l2:#e3b341;--l3:#ff7b72}}
            *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
            main{max-width:1100px;margin:0 auto;padding:1rem}h1{font-size:1.7rem;margin:.2rem 0}h2{font-size:1.15rem;border-bottom:1px solid var(--line);padding-bottom:.2rem;margin-top:2rem}h3{font-size:1rem;margin:.6rem 0 .3rem}
            header{border:2px solid;border-radius:10px;padding:1rem 1.2rem}header.good{border-color:var(--good);background:var(--goodbg)}header.ask{border-color:var(--ask);background:var(--askbg)}header.bad{border-color:var(--bad);background:var(--badbg)}
            header.good h1{color:var(--good)}header.ask h1{color:var(--ask)}header.bad h1{color:var(--bad)}.lead{font-size:1.05rem;margin:.1rem 0 .6rem;overflow-wrap:anywhere}
            dl{margin:.3rem 0}.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:.4rem 1.2rem}dt{color:var(--muted);font-size:.82rem}dd{margin:0;overflow-wrap:anywhere}
            .worst{border-left:4px solid var(--bad);padding-left:.7rem;margin:.8rem 0 0}.muted{color:var(--muted)}.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:.8rem}
            article{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.5rem .9rem}pre{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.7rem;overflow-x:auto;font-size:.84rem;white-space:pre-wrap;overflow-wrap:anywhere}
            code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:1rem}.sides>div{min-width:0}
            table{border-collapse:collapse;width:100%;font-size:.88rem}th,td{text-align:left;vertical-align:top;border-bottom:1px solid var(--line);padding:.35rem .5rem;overflow-wrap:anywhere}th{overflow-wrap:normal}td.word{white-space:nowrap}.scroll{overflow-x:auto}
            .findings{list-style:none;padding:0}.findings li{border-left:4px solid var(--l0);padding:.3rem .7rem;margin:.6rem 0;background:var(--card)}.findings .error{border-color:var(--l3)}.findings .warning{border-color:var(--l2)}
            details{margin:.5rem 0}svg{width:100%;height:auto;max-width:1060px}svg text{fill:var(--fg);font:13px system-ui,sans-serif}svg .m{fill:var(--muted)}
            .b0{fill:var(--l0)}.b1{fill:var(--l1)}.b2{fill:var(--l2)}.b3{fill:var(--l3)}.ln{stroke:var(--line)}.stop{stroke:var(--l3);stroke-width:2;stroke-dasharray:5 4}.dep{stroke:var(--l1);stroke-width:2;stroke-dasharray:2 4}
            .tr,.tw{fill:none;stroke-width:1.6;stroke-linejoin:round}.tr{stroke:var(--l1)}.tw{stroke:var(--l2)}.stall{fill:var(--l3);opacity:.16}svg .st{fill:var(--l3);font-weight:600}.fgbar{fill:var(--fg)}.traffic td:not(:nth-child(9)),.traffic th{white-space:nowrap}.traffic th{font-size:.78rem;white-space:pre-line;overflow-wrap:normal}
            @media (max-width:700px){svg{min-width:760px}}
            @media print{body{background:#fff;color:#000}section{break-inside:avoid-page}}
            """;

    private ReportStyle() {}
}
