package dev.lockkeeper.rule;

/** SARIF's levels. An {@code ERROR} makes an input hazardous. */
public enum Severity {
    NOTE,
    WARNING,
    ERROR
}
