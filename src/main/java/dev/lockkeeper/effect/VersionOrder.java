package dev.lockkeeper.effect;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order in which runners take files: names side by side, numbers in them by value ({@code V2} before {@code V10}). */
public final class VersionOrder {
    public static final Comparator<String> BY_NAME = VersionOrder::compare;
    private static final Pattern PART = Pattern.compile("\\d+|\\D+");

    private VersionOrder() {}

    private static int compare(String one, String other) {
        Matcher left = PART.matcher(one);
        Matcher right = PART.matcher(other);
        while (true) {
            boolean more = left.find();
            boolean otherMore = right.find();
            if (!more || !otherMore) {
                return more == otherMore ? one.compareTo(other) : more ? 1 : -1;
            }
            String a = left.group();
            String b = right.group();
            int order = Character.isDigit(a.charAt(0)) && Character.isDigit(b.charAt(0))
                    ? new BigInteger(a).compareTo(new BigInteger(b))
                    : a.compareTo(b);
            if (order != 0) {
                return order;
            }
        }
    }
}
