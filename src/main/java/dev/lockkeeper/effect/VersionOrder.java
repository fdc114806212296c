package dev.lockkeeper.effect;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which runners take files: names side by side, numbers in them by value ({@code V2} before {@code V10}).
 * A time with dashes is one number, as Diesel reads it: {@code 2017-09-23-182408} comes after {@code 20170804200817}.
 */
public final class VersionOrder {
    public static final Comparator<String> BY_NAME = VersionOrder::compare;
    private static final Pattern TIME = Pattern.compile("(?<![^/])(\\d{4})-(\\d{2})-(\\d{2})-(\\d{6})(?!\\d)");
    private static final Pattern PART = Pattern.compile("\\d+|\\D+");

    private VersionOrder() {}

    private static int compare(String one, String other) {
        Matcher left = PART.matcher(TIME.matcher(one).replaceAll("$1$2$3$4"));
        Matcher right = PART.matcher(TIME.matcher(other).replaceAll("$1$2$3$4"));
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
