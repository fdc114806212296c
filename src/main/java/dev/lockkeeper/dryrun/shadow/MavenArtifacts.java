package dev.lockkeeper.dryrun.shadow;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.MavenSystemHome;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Gets one artifact the way the user's own Maven would: settings, mirrors, local repository, offline switch. */
final class MavenArtifacts {
    private final boolean offline;

    MavenArtifacts(boolean offline) {
        this.offline = offline;
    }

    /** The local file of {@code group:artifact:version} (a jar), downloaded if needed. */
    Path resolve(String coordinates, Progress progress) throws ShadowUnavailableException {
        boolean stay = offline;
        try (Context settings =
                Runtimes.INSTANCE.getRuntime().create(overrides(Progress.SILENT, coordinates, offline))) {
            Optional<Path> cached = inLocalRepository(settings, coordinates);
            if (cached.isPresent()) {
                return cached.get();
            }
            stay |= settingsSayOffline(settings);
        }
        if (stay) {
            throw new ShadowUnavailableException(
                    "PostgreSQL's binaries (" + coordinates
                            + ") are not in the local Maven repository and Maven is set to offline. Go online once, or point the"
                            + " setting for installed binaries (installedBinaries) to a folder with bin/postgres and bin/initdb.");
        }
        try (Context context = Runtimes.INSTANCE.getRuntime().create(overrides(progress, coordinates, false))) {
            ArtifactRequest request =
                    new ArtifactRequest(new DefaultArtifact(coordinates), context.remoteRepositories(), "lockkeeper");
            return context.repositorySystem()
                    .resolveArtifact(context.repositorySystemSession(), request)
                    .getArtifact()
                    .getFile()
                    .toPath();
        } catch (ArtifactResolutionException e) {
            throw new ShadowUnavailableException(
                    "PostgreSQL's binaries (" + coordinates + ") could not be downloaded: " + e.getMessage()
                            + ". Check the mirror in Maven's settings.xml, or point the setting for installed binaries"
                            + " (installedBinaries) to a folder with bin/postgres and bin/initdb.",
                    e);
        }
    }

    /**
     * Maven refuses a file that came from a repository with another id than today's mirror; our own SHA-256 is the
     * stronger proof, so a file that is there is taken.
     */
    private static Optional<Path> inLocalRepository(Context context, String coordinates) {
        var session = context.repositorySystemSession();
        String relative = session.getLocalRepositoryManager().getPathForLocalArtifact(new DefaultArtifact(coordinates));
        Path file = session.getLocalRepository().getBasedir().toPath().resolve(relative);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    private static ContextOverrides overrides(Progress progress, String coordinates, boolean offline) {
        return ContextOverrides.create()
                .withUserSettings(true)
                .offline(offline)
                .checksumPolicy(ContextOverrides.ChecksumPolicy.FAIL)
                .transferListener(new AbstractTransferListener() {
                    @Override
                    public void transferProgressed(TransferEvent event) {
                        long length = event.getResource().getContentLength();
                        double part = length > 0 ? (double) event.getTransferredBytes() / length : -1;
                        progress.report("downloading " + coordinates, part);
                    }
                })
                .build();
    }

    /** The library does not read {@code <offline>} from the settings files, Maven itself does. */
    private static boolean settingsSayOffline(Context context) throws ShadowUnavailableException {
        List<Path> files = new ArrayList<>(List.of(context.mavenUserHome().settingsXml()));
        Optional.ofNullable(context.mavenSystemHome())
                .map(MavenSystemHome::settingsXml)
                .ifPresent(files::add);
        for (Path file : files) {
            if (Files.isRegularFile(file) && offlineIn(file)) {
                return true;
            }
        }
        return false;
    }

    private static boolean offlineIn(Path settings) throws ShadowUnavailableException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            Element root = factory.newDocumentBuilder().parse(settings.toFile()).getDocumentElement();
            for (Node n = root.getFirstChild(); n != null; n = n.getNextSibling()) {
                if (n.getNodeName().equals("offline")) {
                    return Boolean.parseBoolean(n.getTextContent().trim());
                }
            }
            return false;
        } catch (java.io.IOException | org.xml.sax.SAXException | javax.xml.parsers.ParserConfigurationException e) {
            throw new ShadowUnavailableException(
                    "Maven's settings file " + settings + " cannot be read: " + e.getMessage() + ". Repair it.", e);
        }
    }
}
