package dev.sdr.quickstart;

/** Without arguments: the whole job against an outside world in this process. With arguments: for real. */
public final class Quickstart {

    private Quickstart() {}

    /**
     * Runs it.
     *
     * @param args none for the demonstration; {@code --help} says which there are
     * @throws Exception if something fails that the demonstration cannot go on without
     */
    public static void main(String[] args) throws Exception {
        boolean sound = args.length == 0 ? new Demo(System.out).run() : new RealRun(System.out, args).run();
        if (!sound) {
            System.exit(1);
        }
    }
}
