package dev.lockstep.deploy.cli;

import picocli.CommandLine.IVersionProvider;

/** The release: parameters are the same within one. */
final class Version implements IVersionProvider {

    private static final String UNPACKED = "development";

    /** As the jar says; classes outside of one have no number. */
    static String release() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? UNPACKED : version;
    }

    @Override
    public String[] getVersion() {
        return new String[]{"lockstep " + release(), "Java " + Runtime.version()};
    }
}
