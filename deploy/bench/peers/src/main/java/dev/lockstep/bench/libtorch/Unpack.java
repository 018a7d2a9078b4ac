package dev.lockstep.bench.libtorch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch and nothing more: the first time on a machine that unpacks it into JavaCPP's cache. */
public final class Unpack {

    private Unpack() {}

    public static void main(String[] arguments) {
        Loader.load(torch.class);
    }
}
