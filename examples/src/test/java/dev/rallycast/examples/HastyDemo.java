package dev.rallycast.examples;

import dev.rallycast.protocol.Limits;
import dev.rallycast.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * The demo, with short leases: a test does not want to wait for others. And with room to come back late on a slow machine. With
 * {@code --skew MILLIS} as its first arguments its clocks are wrong by so much.
 */
final class HastyDemo {
    static final String SKEW = "--skew";

    private HastyDemo() {}

    public static void main(String... args) {
        boolean skewed = args[0].equals(SKEW);
        Duration skew = skewed ? Duration.ofMillis(Long.parseLong(args[1])) : Duration.ZERO;
        Ticker ticker = () -> Ticker.system().nanos() + skew.toNanos();
        Demo demo = new Demo(
                System.out,
                System.err,
                shared -> shared.lease(Duration.ofMillis(1_500))
                        .lookEvery(Duration.ofMillis(200))
                        .timeout(Duration.ofSeconds(1))
                        .ticker(ticker),
                manager -> manager.limits(Limits.builder().maxCatchUp(10_000).build())
                        .ticker(ticker)
                        .instantSource(InstantSource.offset(InstantSource.system(), skew)));
        int code = demo.run(skewed ? Arrays.copyOfRange(args, 2, args.length) : args);
        if (code != 0) {
            System.exit(code);
        }
    }
}
