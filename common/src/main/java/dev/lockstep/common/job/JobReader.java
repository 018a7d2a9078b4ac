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
     * @throws JobFaults with every fault that can be told without the data
     */
    public static Job read(Path file, List<String> sets, Path currentFolder) throws JobFaults {
        return open(file, sets, currentFolder).job();
    }

    /** As {@link #read}, and keeps where the keys were written. */
    public static JobFile open(Path file, List<String> sets, Path currentFolder) throws JobFaults {
        return assemble(JobSource.ofFile(file, sets, currentFolder));
    }

    /** Reads what {@link JobWriter} wrote; {@code shownName} says in faults where it is from. */
    public static Job parse(String text, String shownName) throws JobFaults {
        return assemble(JobSource.ofText(text, shownName)).job();
    }

    /** Reads what {@link JobWriter} wrote. */
    public static Job parse(String text) throws JobFaults {
        return parse(text, "job.conf");
    }

    private static JobFile assemble(JobSource source) throws JobFaults {
        List<Fault> faults = new ArrayList<>(source.unresolved());
        new SchemaCheck(source.places(), faults).check(Schema.ROOT, source.root(), "");
        JobAssembler assembler = new JobAssembler(source, faults);
        Job job = assembler.assemble();
        return new JobFile(job, source.root(), source.places());
    }
}
