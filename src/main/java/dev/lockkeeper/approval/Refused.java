package dev.lockkeeper.approval;

/** The first thing wrong with an envelope or a log line while it is read; becomes a {@link Refusal} at the boundary. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final Refusal.Code code;

    Refused(Refusal.Code code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    Refusal in(String file) {
        return new Refusal(code, file, detail());
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
