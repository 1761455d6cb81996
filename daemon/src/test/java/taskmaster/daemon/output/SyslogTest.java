package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.ForwardTarget;
import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class SyslogTest {

    private static final long WHEN = 1_795_413_170_123L;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir Path directory;
    private final Kernel kernel = LinuxKernel.open();
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private Syslog local(Path path) {
        return open(
                Syslog.open(new ForwardTarget.LocalSyslog(path.toString()), kernel, reports::add));
    }

    private Syslog remote(boolean isTcp, int port) {
        return open(
                Syslog.open(
                        new ForwardTarget.RemoteSyslog(isTcp, "localhost", port),
                        kernel,
                        reports::add));
    }

    private static boolean offer(LineCopy copy, String text) {
        return offer(copy, text.getBytes(UTF_8));
    }

    private static boolean offer(LineCopy copy, byte[] line) {
        byte[] bytes = new byte[line.length + 2];
        System.arraycopy(line, 0, bytes, 1, line.length);
        return copy.offer(bytes, 1, bytes.length - 1, "web:web_00", false, WHEN);
    }

    private static void offerAll(LineCopy copy, int from, int to) {
        for (int number = from; number < to; number++) {
            assertThat(offer(copy, "line " + number)).isTrue();
        }
    }

    private static String text(String message) {
        assertThat(message)
                .matches("(?s)<30>1 2026-11-23T05:52:50.123Z \\S+ web:web_00 - stdout - .*");
        return message.substring(message.indexOf(" - stdout - ") + " - stdout - ".length());
    }

    private static List<String> numbered(int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int number = from; number < to; number++) {
            lines.add("line " + number);
        }
        return lines;
    }

    private List<String> received(DatagramReceiver receiver, int count) {
        List<String> all = new ArrayList<>();
        Rig.until(
                count + " datagrams, last " + reports,
                () -> {
                    for (String next = receiver.receive();
                            !next.isEmpty();
                            next = receiver.receive()) {
                        all.add(text(next));
                    }
                    return all.size() >= count;
                });
        return all;
    }

    private static String counted(DataInputStream in) throws IOException {
        int length = 0;
        int digit;
        while ((digit = in.readUnsignedByte()) != ' ') {
            length = 10 * length + Character.digit(digit, 10);
        }
        return new String(in.readNBytes(length), UTF_8);
    }

    private ServerSocket tcpServer(int port) throws IOException {
        ServerSocket server = open(new ServerSocket());
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(LOOPBACK, port));
        server.setSoTimeout(30_000);
        return server;
    }

    private Socket accepted(ServerSocket server) throws IOException {
        Socket socket = open(server.accept());
        socket.setSoTimeout(30_000);
        return socket;
    }

    @Test
    void messageIsAsTheRfcWantsIt() {
        SyslogMessages messages = new SyslogMessages("my host", 8192);
        byte[] line = "grüße\u0000\u001b[1m".getBytes(UTF_8);
        assertThat(new String(messages.message(line, 0, line.length, "a é:b", true, WHEN), UTF_8))
                .isEqualTo(
                        "<27>1 2026-11-23T05:52:50.123Z my_host a__:b - stderr - grüße?\u001b[1m");
        assertThat(
                        new String(
                                new SyslogMessages("", 8192)
                                        .message(line, 0, 0, "x".repeat(60), false, WHEN),
                                UTF_8))
                .isEqualTo("<30>1 2026-11-23T05:52:50.123Z - " + "x".repeat(48) + " - stdout - ");
    }

    @Test
    void longMessageIsCutBetweenCharacters() {
        for (int length = 100; length < 110; length++) {
            SyslogMessages messages = new SyslogMessages("host", length);
            byte[] line = "€😀é".repeat(100).getBytes(UTF_8);
            byte[] message = messages.message(line, 0, line.length, "p", false, WHEN);
            assertThat(message.length).isBetween(length - 3, length);
            assertThat(new String(message, UTF_8)).doesNotContain("\ufffd");
        }
        byte[] noText = new byte[1000];
        Arrays.fill(noText, (byte) 0x80);
        assertThat(
                        new SyslogMessages("host", 100)
                                .message(noText, 0, noText.length, "p", false, WHEN))
                .hasSize(100);
    }

    @Test
    void messageOfTheDaemonHasItsSeverityPidAndPart() {
        SyslogMessages messages = new SyslogMessages("my host", 60);
        SyslogHead head =
                new SyslogHead(SyslogSeverity.WARNING, "taskmasterd", 4711, "a".repeat(33));
        assertThat(
                        new String(
                                new SyslogMessages("h", 8192)
                                        .message(head, "hi".getBytes(UTF_8), WHEN),
                                UTF_8))
                .isEqualTo(
                        "<28>1 2026-11-23T05:52:50.123Z h taskmasterd 4711 "
                                + "a".repeat(32)
                                + " - hi");
        SyslogHead brief = new SyslogHead(SyslogSeverity.DEBUG, "t", 1, "");
        assertThat(
                        new String(
                                messages.message(
                                        brief, "\0\u00e9x".repeat(9).getBytes(UTF_8), WHEN),
                                UTF_8))
                .isEqualTo(
                        "<31>1 2026-11-23T05:52:50.123Z my_host t 1 - - ?\u00e9x?\u00e9x?\u00e9x?");
    }

    @Test
    void udpCarriesOneMessageInEachDatagram() throws IOException {
        DatagramSocket server = open(new DatagramSocket(0, LOOPBACK));
        server.setSoTimeout(30_000);
        Syslog syslog = remote(false, server.getLocalPort());
        assertThat(offer(syslog, "first")).isTrue();
        assertThat(offer(syslog, "x".repeat(20_000))).isTrue();
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        server.receive(packet);
        assertThat(text(new String(packet.getData(), 0, packet.getLength(), UTF_8)))
                .isEqualTo("first");
        packet.setLength(65_536);
        server.receive(packet);
        assertThat(packet.getLength()).isEqualTo(8192);
        assertThat(reports).isEmpty();
    }

    @Test
    void tcpCountsOctetsAndCutsNoLine() throws IOException {
        ServerSocket server = tcpServer(0);
        Syslog syslog = remote(true, server.getLocalPort());
        String longest = "€".repeat(Bounds.LINE_BYTES_MAX / 3);
        assertThat(offer(syslog, "first")).isTrue();
        assertThat(offer(syslog, longest)).isTrue();
        assertThat(offer(syslog, "")).isTrue();
        DataInputStream in = new DataInputStream(accepted(server).getInputStream());
        assertThat(text(counted(in))).isEqualTo("first");
        assertThat(text(counted(in))).isEqualTo(longest);
        assertThat(text(counted(in))).isEmpty();
        assertThat(reports).isEmpty();
    }

    @Test
    void localDatagramsComeInOrder() throws Throwable {
        Path path = directory.resolve("log");
        DatagramReceiver receiver = open(new DatagramReceiver(kernel, path));
        Syslog syslog = local(path);
        offerAll(syslog, 0, 5000);
        assertThat(received(receiver, 5000)).isEqualTo(numbered(0, 5000));
        assertThat(reports).isEmpty();
    }

    @Test
    void localStreamGetsNulAfterEach() throws IOException {
        Path path = directory.resolve("log");
        ServerSocketChannel server = open(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        server.bind(UnixDomainSocketAddress.of(path));
        Syslog syslog = local(path);
        assertThat(offer(syslog, "one")).isTrue();
        assertThat(offer(syslog, "t\u0000wo".getBytes(ISO_8859_1))).isTrue();
        SocketChannel accepted = open(server.accept());
        DataInputStream in = new DataInputStream(Channels.newInputStream(accepted));
        assertThat(text(untilNul(in))).isEqualTo("one");
        assertThat(text(untilNul(in))).isEqualTo("t?wo");
    }

    private static String untilNul(DataInputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        int next;
        while ((next = in.readUnsignedByte()) != 0) {
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void whatWasOfferedBeforeTheReceiverCameArrives() throws Throwable {
        Path path = directory.resolve("log");
        Syslog syslog = local(path);
        offerAll(syslog, 0, 100);
        Rig.until("trouble is told", () -> reports.size() == 1);
        assertThat(reports)
                .containsExactly(
                        "cannot send to syslog "
                                + path
                                + ": no such file or directory (ENOENT); up to 1 MiB of copies"
                                + " waits, and more are dropped until it answers");
        DatagramReceiver receiver = open(new DatagramReceiver(kernel, path));
        assertThat(received(receiver, 100)).isEqualTo(numbered(0, 100));
        Rig.until("recovery is told", () -> reports.size() == 2);
        assertThat(reports.get(1))
                .isEqualTo("syslog " + path + " answers again; no copy was dropped");
    }

    @Test
    void whatIsTooMuchIsDroppedAndCounted() throws Throwable {
        Path path = directory.resolve("log");
        Syslog syslog = local(path);
        String padding = "x".repeat(1000);
        List<String> taken = new ArrayList<>();
        long start = System.nanoTime();
        for (int number = 0; number < 3000; number++) {
            if (offer(syslog, number + padding)) {
                taken.add(number + padding);
            }
        }
        assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
        assertThat(taken).hasSizeBetween(900, 1100);
        DatagramReceiver receiver = open(new DatagramReceiver(kernel, path));
        assertThat(received(receiver, taken.size()).equals(taken)).isTrue();
        int dropped = 3000 - taken.size();
        Rig.until("recovery is told", () -> reports.size() == 2);
        assertThat(reports.get(1)).endsWith(" answers again; " + dropped + " copies were dropped");
        assertThat(offer(syslog, "again")).isTrue();
        assertThat(received(receiver, 1)).containsExactly("again");
    }

    @Test
    void manyShortLinesAreBoundedToo() {
        Syslog syslog = local(directory.resolve("log"));
        int taken = 0;
        while (offer(syslog, "")) {
            taken++;
        }
        assertThat(taken).isBetween(8000, Bounds.SYSLOG_WAITING_LINES_MAX + 1);
    }

    @Test
    void stalledServerMakesNobodyWait() throws IOException {
        ServerSocket server = tcpServer(0);
        Syslog syslog = remote(true, server.getLocalPort());
        assertThat(offer(syslog, "0")).isTrue();
        Socket socket = accepted(server);
        List<String> taken = new ArrayList<>(List.of("0"));
        String padding = " " + "x".repeat(60_000);
        int number = 1;
        while (reports.isEmpty() && number < 100_000) {
            if (offer(syslog, number + padding)) {
                taken.add(number + padding);
            }
            number++;
        }
        assertThat(reports).singleElement().asString().contains(": it takes nothing, or less than");
        DataInputStream in = new DataInputStream(socket.getInputStream());
        for (String line : taken) {
            assertThat(text(counted(in)).equals(line)).isTrue();
        }
        Rig.until("recovery is told", () -> reports.size() == 2);
        assertThat(reports.get(1)).endsWith(" answers again; 1 copy was dropped");
    }

    @Test
    void restartedServerIsFoundAgainWithoutAWord() throws IOException {
        ServerSocket server = tcpServer(0);
        Syslog syslog = remote(true, server.getLocalPort());
        for (int round = 0; round < 5; round++) {
            assertThat(offer(syslog, "line " + round)).isTrue();
            try (Socket socket = accepted(server)) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                assertThat(text(counted(in))).isEqualTo("line " + round);
            }
        }
        assertThat(reports).isEmpty();
    }

    @Test
    void restartedLocalReceiverIsFoundAgainWithoutAWord() throws Throwable {
        Path path = directory.resolve("log");
        Syslog syslog = local(path);
        for (int round = 0; round < 5; round++) {
            try (DatagramReceiver receiver = new DatagramReceiver(kernel, path)) {
                assertThat(offer(syslog, "line " + round)).isTrue();
                assertThat(received(receiver, 1)).containsExactly("line " + round);
            }
            assertThat(path.toFile().delete()).isTrue();
        }
        assertThat(reports).isEmpty();
    }

    @Test
    void serverThatIsAwayForAWhileGetsWhatCameMeanwhile() throws IOException {
        ServerSocket first = tcpServer(0);
        int port = first.getLocalPort();
        Syslog syslog = remote(true, port);
        assertThat(offer(syslog, "before")).isTrue();
        Socket socket = accepted(first);
        assertThat(text(counted(new DataInputStream(socket.getInputStream())))).isEqualTo("before");
        first.close();
        socket.close();
        offerAll(syslog, 0, 10);
        Rig.until("trouble is told", () -> reports.size() == 1);
        assertThat(reports.getFirst())
                .startsWith(
                        "cannot send to syslog+tcp://localhost:"
                                + port
                                + ": connection refused (ECONNREFUSED); ");
        DataInputStream in = new DataInputStream(accepted(tcpServer(port)).getInputStream());
        for (String line : numbered(0, 10)) {
            assertThat(text(counted(in))).isEqualTo(line);
        }
        Rig.until("recovery is told", () -> reports.size() == 2);
    }

    @Test
    void udpServerThatIsAwayIsToldOnce() throws IOException {
        int port;
        try (DatagramSocket gone = new DatagramSocket(0, LOOPBACK)) {
            port = gone.getLocalPort();
        }
        Syslog syslog = remote(false, port);
        Rig.until(
                "trouble is told",
                () -> {
                    offer(syslog, "lost");
                    return !reports.isEmpty();
                });
        assertThat(reports)
                .singleElement()
                .asString()
                .startsWith(
                        "cannot send to syslog+udp://localhost:"
                                + port
                                + ": nobody listens (ECONNREFUSED); ");
        DatagramSocket server = open(new DatagramSocket(port, LOOPBACK));
        server.setSoTimeout(30_000);
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        assertThat(offer(syslog, "found")).isTrue();
        String last;
        do {
            packet.setLength(65_536);
            server.receive(packet);
            last = text(new String(packet.getData(), 0, packet.getLength(), UTF_8));
        } while (!last.equals("found"));
        assertThat(reports).hasSize(1);
    }

    @Test
    void unknownHostIsTold() {
        Syslog syslog =
                open(
                        Syslog.open(
                                new ForwardTarget.RemoteSyslog(true, "no-such-host.invalid", 514),
                                kernel,
                                reports::add));
        assertThat(offer(syslog, "x")).isTrue();
        Rig.until("trouble is told", () -> !reports.isEmpty());
        assertThat(reports.getFirst())
                .startsWith(
                        "cannot send to syslog+tcp://no-such-host.invalid:514: its host is not"
                                + " known; ");
    }

    @Test
    void closingSendsWhatWaits() throws Throwable {
        Path path = directory.resolve("log");
        DatagramReceiver receiver = open(new DatagramReceiver(kernel, path));
        Syslog syslog = local(path);
        offerAll(syslog, 0, 8);
        syslog.close();
        assertThat(received(receiver, 8)).isEqualTo(numbered(0, 8));
        assertThat(offer(syslog, "late")).isFalse();
        assertThat(reports).isEmpty();
    }

    @Test
    void closingWaitsForNoReceiverThatStalls() throws Throwable {
        Path path = directory.resolve("log");
        open(new DatagramReceiver(kernel, path));
        Syslog stalled = local(path);
        offerAll(stalled, 0, 1000);
        ServerSocket server = tcpServer(0);
        Syslog stalledTcp = remote(true, server.getLocalPort());
        byte[] line = new byte[60_000];
        long[] takenNanos = {System.nanoTime()};
        Rig.until(
                "the server has taken all that the kernel holds",
                () -> {
                    if (offer(stalledTcp, line)) {
                        takenNanos[0] = System.nanoTime();
                    }
                    return System.nanoTime() - takenNanos[0] > 500_000_000L;
                });
        reports.clear();
        long start = System.nanoTime();
        stalled.close();
        stalledTcp.close();
        assertThat(System.nanoTime() - start).isBetween(1_900_000_000L, 6_000_000_000L);
        assertThat(reports).hasSize(2);
        assertThat(reports.getFirst())
                .matches("9\\d\\d copies were dropped that syslog " + path + " did not take");
        Rig.until("threads end", () -> syslogThreads() == 0);
    }

    @Test
    void closingGivesUpAtOnceWhereNobodyIs() {
        Syslog syslog = local(directory.resolve("log"));
        offerAll(syslog, 0, 3);
        Rig.until("trouble is told", () -> !reports.isEmpty());
        long start = System.nanoTime();
        syslog.close();
        assertThat(System.nanoTime() - start).isLessThan(900_000_000L);
        assertThat(reports.get(1)).startsWith("3 copies were dropped that syslog ");
    }

    @Test
    void threadBeginsWithTheFirstLine() throws Throwable {
        Path path = directory.resolve("log");
        DatagramReceiver receiver = open(new DatagramReceiver(kernel, path));
        Syslog syslog = local(path);
        Rig.until("threads of other tests have ended", () -> syslogThreads() == 0);
        assertThat(offer(syslog, "x")).isTrue();
        assertThat(received(receiver, 1)).containsExactly("x");
        assertThat(syslogThreads()).isOne();
        syslog.close();
        Rig.until("thread ends", () -> syslogThreads() == 0);
        local(path).close();
    }

    private static long syslogThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("syslog"))
                .count();
    }
}
