package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Socket} over a Unix socket. The JDK's channel for those has no read timeout, so the channel is non-blocking
 * and each direction waits with a selector of its own; closing wakes both.
 */
final class UnixSocket extends Socket {
    private final Path path;
    private volatile int timeoutMillis;
    private volatile boolean closed;
    private @Nullable Connected connected;

    private record Connected(SocketChannel channel, Selector reading, Selector writing) {}

    UnixSocket(Path path) {
        this.path = path;
    }

    @Override
    public void connect(SocketAddress ignored) throws IOException {
        connect(ignored, 0);
    }

    @Override
    public synchronized void connect(SocketAddress ignored, int timeout) throws IOException {
        if (closed) {
            throw new SocketException("Socket is closed");
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.configureBlocking(false);
            Selector reading = Selector.open();
            Selector writing = Selector.open();
            channel.register(reading, SelectionKey.OP_READ);
            channel.register(writing, SelectionKey.OP_WRITE);
            connected = new Connected(channel, reading, writing);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private synchronized Connected connected() throws SocketException {
        if (connected == null || closed) {
            throw new SocketException(closed ? "Socket is closed" : "Socket is not connected");
        }
        return connected;
    }

    /** Waits until the channel is ready, or the thread is interrupted, which closes it; at most {@code millis} (0: without end). */
    private void await(Selector selector, int millis) throws IOException {
        try {
            int ready = selector.select(millis);
            selector.selectedKeys().clear();
            if (Thread.currentThread().isInterrupted()) {
                // A selector returns at once as long as the flag is set: without this, waiting would be spinning.
                close();
                throw new SocketException("interrupted");
            }
            if (!closed && ready == 0 && millis > 0) {
                throw new SocketTimeoutException("Read timed out");
            }
        } catch (ClosedSelectorException e) {
            throw new SocketException("Socket is closed", e);
        }
    }

    private int read(byte[] bytes, int offset, int length) throws IOException {
        Connected c = connected();
        if (Objects.checkFromIndexSize(offset, length, bytes.length) >= 0 && length == 0) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        try {
            int count = c.channel().read(buffer);
            while (count == 0) {
                await(c.reading(), timeoutMillis);
                count = c.channel().read(buffer);
            }
            return count;
        } catch (ClosedChannelException e) {
            throw new SocketException("Socket is closed", e);
        }
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        Connected c = connected();
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        try {
            while (buffer.hasRemaining()) {
                if (c.channel().write(buffer) == 0) {
                    await(c.writing(), 0);
                }
            }
        } catch (ClosedChannelException e) {
            throw new SocketException("Socket is closed", e);
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        connected();
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return UnixSocket.this.read(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                UnixSocket.this.close();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        connected();
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                UnixSocket.this.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                UnixSocket.this.close();
            }
        };
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (connected != null) {
            connected.channel().close();
            connected.reading().close();
            connected.writing().close();
        }
    }

    @Override
    public synchronized boolean isConnected() {
        return connected != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return UnixDomainSocketAddress.of(path);
    }

    // TCP's options have no meaning here; pgjdbc sets them all the same.

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setSoLinger(boolean on, int seconds) {}

    @Override
    public void setReceiveBufferSize(int size) {}

    @Override
    public int getReceiveBufferSize() {
        return 1 << 16;
    }

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public int getSendBufferSize() {
        return 1 << 16;
    }
}
