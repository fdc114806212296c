package dev.lockkeeper.app.init;

import java.util.Optional;

/** What happens to one file of a repository: its text before and after; empty where there is no file. */
public record Change(String file, Optional<String> before, Optional<String> after) {
    public boolean nothing() {
        return before.equals(after);
    }
}
