package dev.lockkeeper.app.mcp;

import java.util.Map;
import java.util.Optional;

/** The other end of a call: told how far work is, and asked where it can be. */
interface Client {
    /** Tells how far it is, when the client asked to be told. */
    void progress(String message);

    /** Asks the person at the client to fill in texts; empty when the client cannot ask, or the person declines. */
    Optional<Map<String, String>> ask(String message, Map<String, String> fields);
}
