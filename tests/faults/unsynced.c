/* Loaded before the C library (LD_PRELOAD): notes every write, sync, name and sent answer of a process, in their order.
 *
 * UNSYNCED_ROOT: the folder whose files are watched. UNSYNCED_LOG: the file that is appended to. A record is
 * { op, fd, process, at, size of one, size of two } and the bytes of one and two; disks.py reads it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define MOST_FDS 4096

struct record { char op; char pad[3]; int32_t fd; int32_t process; int32_t none; int64_t at; uint32_t one; uint32_t two; };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char watched[MOST_FDS];
static const char *root;
static int out = -1;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("UNSYNCED_LOG");
    root = getenv("UNSYNCED_ROOT");
    if (path && root) out = REAL(open64)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_watched(int fd) { return out >= 0 && fd >= 0 && fd < MOST_FDS && watched[fd]; }

static int is_inside(const char *path) {
    size_t length = root ? strlen(root) : 0;
    return out >= 0 && path && strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static void note(char op, int fd, int64_t at, const void *one, size_t one_size, const void *two, size_t two_size) {
    struct record head = { op, {0}, fd, getpid(), 0, at, (uint32_t)one_size, (uint32_t)two_size };
    size_t size = sizeof head + one_size + two_size;
    char *whole = malloc(size);
    memcpy(whole, &head, sizeof head);
    if (one_size) memcpy(whole + sizeof head, one, one_size);
    if (two_size) memcpy(whole + sizeof head + one_size, two, two_size);
    if (REAL(write)(out, whole, size) != (ssize_t)size) abort();
    free(whole);
}

static int opened(const char *path, int flags, mode_t mode) {
    struct stat seen;
    if (!is_inside(path)) return REAL(open64)(path, flags, mode);
    pthread_mutex_lock(&lock);
    int is_new = stat(path, &seen) != 0;
    int fd = REAL(open64)(path, flags, mode);
    int trouble = errno;
    if (fd >= 0 && fd < MOST_FDS) {
        watched[fd] = 1;
        note('O', fd, is_new ? 1 : (flags & O_TRUNC) ? 2 : 0, path, strlen(path), NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = trouble;
    return fd;
}

#define OPENING(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, int); va_end(rest); \
        return opened(path, flags, mode); \
    }
OPENING(open)
OPENING(open64)

#define OPENING_AT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, int); va_end(rest); \
        if (folder == AT_FDCWD || path[0] == '/') return opened(path, flags, mode); \
        return REAL(openat64)(folder, path, flags, mode); \
    }
OPENING_AT(openat)
OPENING_AT(openat64)

int close(int fd) {
    if (!is_watched(fd)) return REAL(close)(fd);
    pthread_mutex_lock(&lock);
    watched[fd] = 0;
    note('C', fd, 0, NULL, 0, NULL, 0);
    int answer = REAL(close)(fd);
    pthread_mutex_unlock(&lock);
    return answer;
}

ssize_t write(int fd, const void *data, size_t size) {
    if (!is_watched(fd)) return REAL(write)(fd, data, size);
    pthread_mutex_lock(&lock);
    ssize_t done = REAL(write)(fd, data, size);
    int trouble = errno;
    if (done > 0) note('W', fd, lseek(fd, 0, SEEK_CUR) - done, data, done, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = trouble;
    return done;
}

static ssize_t placed(int fd, const void *data, size_t size, off64_t at) {
    if (!is_watched(fd)) return REAL(pwrite64)(fd, data, size, at);
    pthread_mutex_lock(&lock);
    ssize_t done = REAL(pwrite64)(fd, data, size, at);
    int trouble = errno;
    if (done > 0) note('W', fd, at, data, done, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = trouble;
    return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return placed(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return placed(fd, data, size, at); }

static int cut(int fd, off64_t size) {
    if (!is_watched(fd)) return REAL(ftruncate64)(fd, size);
    pthread_mutex_lock(&lock);
    int answer = REAL(ftruncate64)(fd, size);
    if (answer == 0) note('T', fd, size, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return answer;
}
int ftruncate(int fd, off_t size) { return cut(fd, size); }
int ftruncate64(int fd, off64_t size) { return cut(fd, size); }

ssize_t sendfile64(int to, int from, off64_t *at, size_t size) {
    if (!is_watched(to)) return REAL(sendfile64)(to, from, at, size);
    pthread_mutex_lock(&lock);
    off64_t start = at ? *at : lseek(from, 0, SEEK_CUR);
    ssize_t done = REAL(sendfile64)(to, from, at, size);
    int trouble = errno;
    if (done > 0) {
        char *copy = malloc(done);
        if (pread(from, copy, done, start) != done) abort();
        note('W', to, lseek(to, 0, SEEK_CUR) - done, copy, done, NULL, 0);
        free(copy);
    }
    pthread_mutex_unlock(&lock);
    errno = trouble;
    return done;
}
ssize_t sendfile(int to, int from, off_t *at, size_t size) { return sendfile64(to, from, at, size); }

static int synced(int fd, int answer) {
    if (answer == 0) note('S', fd, 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return answer;
}
int fsync(int fd) {
    if (!is_watched(fd)) return REAL(fsync)(fd);
    pthread_mutex_lock(&lock);
    return synced(fd, REAL(fsync)(fd));
}
int fdatasync(int fd) {
    if (!is_watched(fd)) return REAL(fdatasync)(fd);
    pthread_mutex_lock(&lock);
    return synced(fd, REAL(fdatasync)(fd));
}

static int named(int answer, char op, const char *old, const char *fresh) {
    int trouble = errno;
    if (answer == 0 && (is_inside(old) || is_inside(fresh)))
        note(op, -1, 0, old, strlen(old), fresh, fresh ? strlen(fresh) : 0);
    pthread_mutex_unlock(&lock);
    errno = trouble;
    return answer;
}

int unlink(const char *path) {
    pthread_mutex_lock(&lock);
    return named(REAL(unlink)(path), 'U', path, NULL);
}
int unlinkat(int folder, const char *path, int flags) {
    pthread_mutex_lock(&lock);
    return named(REAL(unlinkat)(folder, path, flags), 'U', path, NULL);
}
int mkdir(const char *path, mode_t mode) {
    pthread_mutex_lock(&lock);
    return named(REAL(mkdir)(path, mode), 'M', path, NULL);
}
int rename(const char *old, const char *fresh) {
    pthread_mutex_lock(&lock);
    return named(REAL(rename)(old, fresh), 'R', old, fresh);
}
int renameat(int one, const char *old, int two, const char *fresh) {
    pthread_mutex_lock(&lock);
    return named(REAL(renameat)(one, old, two, fresh), 'R', old, fresh);
}
int link(const char *old, const char *fresh) {
    pthread_mutex_lock(&lock);
    return named(REAL(link)(old, fresh), 'L', old, fresh);
}
int linkat(int one, const char *old, int two, const char *fresh, int flags) {
    pthread_mutex_lock(&lock);
    return named(REAL(linkat)(one, old, two, fresh, flags), 'L', old, fresh);
}

ssize_t send(int fd, const void *data, size_t size, int flags) {
    if (out < 0) return REAL(send)(fd, data, size, flags);
    pthread_mutex_lock(&lock);
    ssize_t done = REAL(send)(fd, data, size, flags);
    int trouble = errno;
    if (done > 0) note('N', fd, 0, data, done, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = trouble;
    return done;
}
