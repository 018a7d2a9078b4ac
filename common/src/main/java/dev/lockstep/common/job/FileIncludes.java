package dev.lockstep.common.job;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code include} may read: files, relative to the one that includes them; never the network, nor what this program
 * itself consists of. So many, so deep, and so long in all.
 */
final class FileIncludes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    static final int MAX_DEPTH = 10;
    static final int MAX_FILES = 100;

    /** Tried in turn after the name as it stands. */
    private static final List<String> ENDINGS = List.of("", ".conf", ".json");

    private final Path folder;
    private final int depth;
    private final Spent spent;

    /** Of one job file with everything that it includes. */
    private static final class Spent {
        private int files;
        private long bytes;
    }

    private FileIncludes(Path folder, int depth, Spent spent) {
        this.folder = folder;
        this.depth = depth;
        this.spent = spent;
    }

    /** For a text whose relative includes start at {@code folder}. */
    static ConfigParseOptions from(Path folder) {
        return ConfigParseOptions.defaults().setIncluder(new FileIncludes(folder, 0, new Spent()));
    }

    /** For a text that may include nothing. */
    static ConfigParseOptions none() {
        return ConfigParseOptions.defaults().setIncluder(new FileIncludes(null, 0, new Spent()));
    }

    /** There is nothing behind this includer: the library's own would read from anywhere. */
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        if (what.contains("://")) {
            throw refused(what, "only files can be included");
        }
        return read(context, what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return read(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        throw refused(what.toString(), "only files can be included");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        throw refused("classpath(" + what + ")", "only files can be included");
    }

    private ConfigObject read(ConfigIncludeContext context, String what) {
        if (folder == null) {
            throw refused(what, "nothing can be included here");
        }
        Path file = found(what);
        if (file == null) {
            if (context.parseOptions().getAllowMissing()) {
                return ConfigFactory.empty().root();
            }
            throw refused(what, "no such file: " + folder.resolve(what));
        }
        spend(what, file);
        FileIncludes inner = new FileIncludes(file.getParent(), depth + 1, spent);
        return ConfigFactory.parseFile(file.toFile(),
                ConfigParseOptions.defaults().setIncluder(inner).setAllowMissing(false)).root();
    }

    private Path found(String what) {
        try {
            for (String ending : ENDINGS) {
                Path file = folder.resolve(what + ending).normalize();
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
            return null;
        } catch (InvalidPathException broken) {
            throw refused(what, "is no path: " + broken.getReason());
        }
    }

    private void spend(String what, Path file) {
        if (depth == MAX_DEPTH) {
            throw refused(what, "files include each other more than " + MAX_DEPTH + " deep");
        }
        spent.files++;
        if (spent.files > MAX_FILES) {
            throw refused(what, "more than " + MAX_FILES + " files are included");
        }
        try {
            spent.bytes += Files.size(file);
        } catch (IOException failed) {
            throw refused(what, "cannot be read: " + failed.getMessage());
        }
        if (spent.bytes > JobSource.MAX_FILE_BYTES) {
            throw refused(what, "included files hold more than " + JobSource.MAX_FILE_BYTES + " bytes");
        }
    }

    private static ConfigException refused(String what, String why) {
        return new ConfigException.Generic("include " + what + ": " + why);
    }
}
