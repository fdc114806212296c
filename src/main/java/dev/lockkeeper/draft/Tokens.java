package dev.lockkeeper.draft;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/** Counts tokens as o200k does: other models count others, by a few percent. */
public final class Tokens {
    private Tokens() {}

    /** Read when something is counted for the first time: it takes a while. */
    private static final class O200k {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    public static int count(String text) {
        return O200k.ENCODING.countTokensOrdinary(text);
    }
}
