package dev.lockstep.common.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads job files: HOCON, with its includes and substitutions, to a {@link Job}, or to all that is wrong with it. */
public final class JobReader {

    private JobReader() {}

    /**
     * @param file          a job file; a relative path starts at {@code currentFolder}
     * @param sets          {@code key=value} each, over the file; the last one wins
     * @param currentFolder where relative paths in {@code sets} start; those of the file start at its own folder
     * @throws JobFaults with every fault that can be told without looking for the data
     */
    public static Job read(Path file, List<String> sets, Path currentFolder) throws JobFaults {
        return read(file, sets, currentFolder, false).job();
    }

    /**
     * A job to be run here: as {@link #read}, keeps where the keys were written, and tells data files that are not there
     * with all the other faults.
     */
    public static JobFile open(Path file, List<String> sets, Path currentFolder) throws JobFaults {
        return read(file, sets, currentFolder, true);
    }

    private static JobFile read(Path file, List<String> sets, Path currentFolder, boolean needsFiles) throws JobFaults {
        try {
            return assemble(JobSource.ofFile(file, sets, currentFolder), needsFiles);
        } catch (StackOverflowError tooDeep) {
            throw nestedTooDeeply(file.toString());
        }
    }

    /**
     * Reads what {@link JobWriter} wrote, and looks at nothing but the text: includes and substitutions are faults.
     *
     * @param shownName says in faults where it is from
     */
    public static Job parse(String text, String shownName) throws JobFaults {
        try {
            return assemble(JobSource.ofText(text, shownName), false).job();
        } catch (StackOverflowError tooDeep) {
            throw nestedTooDeeply(shownName);
        }
    }

    /** Reads what {@link JobWriter} wrote. */
    public static Job parse(String text) throws JobFaults {
        return parse(text, "job.conf");
    }

    /** The HOCON library recurses without a limit of its own; nothing of ours is half done when it overflows. */
    private static JobFaults nestedTooDeeply(String source) {
        return new JobFaults(List.of(new Fault(source, 0, "", "cannot be read: nested too deeply", "", "")));
    }

    private static JobFile assemble(JobSource source, boolean needsFiles) throws JobFaults {
        List<Fault> faults = new ArrayList<>(source.unresolved());
        new SchemaCheck(source.places(), faults).check(Schema.ROOT, source.root(), "");
        JobAssembler assembler = new JobAssembler(source, faults);
        Job job = assembler.assemble(needsFiles);
        return new JobFile(job, source.root(), source.places());
    }
}
