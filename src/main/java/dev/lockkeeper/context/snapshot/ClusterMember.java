package dev.lockkeeper.context.snapshot;

import java.util.List;
import java.util.Optional;

/**
 * One server of a cluster, as it sees itself.
 *
 * @param address where it listens for this session; empty behind a Unix socket
 * @param recovering whether another server feeds it
 * @param standbys the addresses of the servers that it feeds; empty where the role may not see one
 */
record ClusterMember(Optional<String> address, boolean recovering, List<Optional<String>> standbys) {
    ClusterMember {
        standbys = List.copyOf(standbys);
    }
}
