/** A JVM that only sleeps: what an idle daemon is compared with. */
class Sleep {
    public static void main(String[] arguments) throws InterruptedException {
        Thread.sleep(Long.MAX_VALUE);
    }
}
