package dev.lockkeeper.gate;

/** The version of rules, effect model and techniques: signed with each approval, raised with each release. */
public final class RuleSet {
    public static final String VERSION = "0.1.0";

    private RuleSet() {}
}
