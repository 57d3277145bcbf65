package dev.sdr.crashlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that all processes of a lab share. It runs {@value #SPEED} times as fast as the database's, and jumps ahead when
 * the lab lets time pass: both are kept in a file every process maps. A process samples the database's time when it
 * starts and carries it on by its monotonic clock.
 */
final class LabClock extends Clock {

    static final int SPEED = 20;
    private static final int REAL_EPOCH = 0;
    private static final int EPOCH = 8;
    private static final int JUMPED = 16;
    private static final int LENGTH = 24;

    private final MappedByteBuffer shared;
    private final long sampleMicros;
    private final long sampleNanos;

    private LabClock(MappedByteBuffer shared, Instant databaseTime) {
        this.shared = shared;
        this.sampleMicros = micros(databaseTime);
        this.sampleNanos = System.nanoTime();
    }

    /** Starts the time of a lab: it is {@code start} now. */
    static LabClock create(Path file, Instant databaseTime, Instant start) {
        MappedByteBuffer shared = map(file);
        shared.putLong(REAL_EPOCH, micros(databaseTime));
        shared.putLong(EPOCH, micros(start));
        shared.putLong(JUMPED, 0);
        return new LabClock(shared, databaseTime);
    }

    /** Joins the time of a lab. */
    static LabClock join(Path file, Instant databaseTime) {
        return new LabClock(map(file), databaseTime);
    }

    private static MappedByteBuffer map(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < LENGTH) {
                channel.write(ByteBuffer.allocate(LENGTH), 0);
            }
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
    }

    /** Time passes at once, for every process. */
    synchronized void jump(Duration ahead) {
        shared.putLong(JUMPED, shared.getLong(JUMPED) + ahead.toNanos() / 1_000);
    }

    @Override
    public Instant instant() {
        long real = sampleMicros + (System.nanoTime() - sampleNanos) / 1_000;
        long micros = shared.getLong(EPOCH) + (real - shared.getLong(REAL_EPOCH)) * SPEED + shared.getLong(JUMPED);
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the lab's clock has no zone but UTC");
    }
}
