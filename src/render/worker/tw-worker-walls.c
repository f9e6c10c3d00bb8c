/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walls around the process, from what the kernel gives to everybody: limits of memory and files, Landlock for the file system
 * (Linux 5.13), seccomp for all else. Each is taken as far as it goes; a kernel without one leaves the others. */
#include <errno.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tw-worker.h"

#define MEMORY (G_GUINT64_CONSTANT (1536) << 20)       /* beside the file itself */
#define PAPER  (G_GUINT64_CONSTANT (1) << 30)          /* the largest PDF that is written for a printer */

#if defined (__SANITIZE_ADDRESS__)
# define SANITIZED 1
#else
# define SANITIZED 0
#endif

static void
set_limit (int    what,
           rlim_t most)
{
  struct rlimit limit = { most, most };

  setrlimit (what, &limit);
}

/* --- Files --- */

static void
allow_reading (int         rules,
               const char *path,
               guint64     what)
{
  struct landlock_path_beneath_attr beneath = { .allowed_access = what };

  beneath.parent_fd = open (path, O_PATH | O_CLOEXEC);
  if (beneath.parent_fd < 0)
    return;
  syscall (SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  close (beneath.parent_fd);
}

/* Fonts that a file names but does not bring, and the tables of their characters. */
static void
allow_fonts (int rules)
{
  FcStrList *dirs = FcConfigGetFontDirs (NULL);
  const FcChar8 *dir = NULL;

  while (dirs != NULL && (dir = FcStrListNext (dirs)) != NULL)
    allow_reading (rules, (const char *) dir, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
  if (dirs != NULL)
    FcStrListDone (dirs);
  allow_reading (rules, "/usr/share/poppler", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
}

static gboolean
wall_off_files (void)
{
  struct landlock_ruleset_attr all = { 0 };
  g_autofree char *file = g_strdup_printf ("/proc/self/fd/%d", TW_RENDER_FD_FILE);
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  int rules = -1;
  gboolean stands = FALSE;

  if (version < 1)
    return FALSE;
  /* The thirteen rights of the first version; linking elsewhere came with the second, cutting files off with the third. */
  all.handled_access_fs = (G_GUINT64_CONSTANT (1) << 13) - 1;
  if (version >= 2)
    all.handled_access_fs |= G_GUINT64_CONSTANT (1) << 13;
  if (version >= 3)
    all.handled_access_fs |= G_GUINT64_CONSTANT (1) << 14;
  rules = (int) syscall (SYS_landlock_create_ruleset, &all, sizeof all.handled_access_fs, 0);
  if (rules < 0)
    return FALSE;
  allow_fonts (rules);
  allow_reading (rules, file, LANDLOCK_ACCESS_FS_READ_FILE);
  stands = syscall (SYS_landlock_restrict_self, rules, 0) == 0;
  close (rules);
  return stands;
}

/* --- Calls of the kernel --- */

static const int calls[] = {
  SCMP_SYS (read), SCMP_SYS (write), SCMP_SYS (readv), SCMP_SYS (writev), SCMP_SYS (pread64), SCMP_SYS (pwrite64), SCMP_SYS (lseek),
  SCMP_SYS (close), SCMP_SYS (fstat), SCMP_SYS (newfstatat), SCMP_SYS (stat), SCMP_SYS (lstat), SCMP_SYS (statx), SCMP_SYS (access),
  SCMP_SYS (faccessat), SCMP_SYS (faccessat2), SCMP_SYS (readlink), SCMP_SYS (readlinkat), SCMP_SYS (getdents64), SCMP_SYS (statfs),
  SCMP_SYS (fstatfs), SCMP_SYS (fcntl), SCMP_SYS (dup), SCMP_SYS (fadvise64), SCMP_SYS (brk), SCMP_SYS (munmap), SCMP_SYS (mremap),
  SCMP_SYS (madvise), SCMP_SYS (futex), SCMP_SYS (sched_yield), SCMP_SYS (sched_getaffinity), SCMP_SYS (clock_gettime),
  SCMP_SYS (clock_getres), SCMP_SYS (clock_nanosleep), SCMP_SYS (nanosleep), SCMP_SYS (gettimeofday), SCMP_SYS (time), SCMP_SYS (times),
  SCMP_SYS (getrandom), SCMP_SYS (getpid), SCMP_SYS (gettid), SCMP_SYS (getuid), SCMP_SYS (geteuid), SCMP_SYS (getgid), SCMP_SYS (getegid),
  SCMP_SYS (rt_sigaction), SCMP_SYS (rt_sigprocmask), SCMP_SYS (rt_sigreturn), SCMP_SYS (sigaltstack), SCMP_SYS (exit),
  SCMP_SYS (exit_group), SCMP_SYS (sysinfo), SCMP_SYS (uname), SCMP_SYS (getrusage), SCMP_SYS (prlimit64), SCMP_SYS (getrlimit),
  SCMP_SYS (setrlimit), SCMP_SYS (set_robust_list), SCMP_SYS (rseq), SCMP_SYS (poll), SCMP_SYS (ppoll), SCMP_SYS (getcwd),
  SCMP_SYS (ftruncate),
};

static gboolean
wall_off_calls (void)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  int fault = 0;

  if (filter == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    fault |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, calls[i], 0);
  /* Files are opened for reading only, and memory never becomes a program. */
  fault |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (openat), 1,
                             SCMP_A2 (SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND, O_RDONLY));
  fault |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (open), 1,
                             SCMP_A1 (SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND, O_RDONLY));
  fault |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  fault |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  fault |= seccomp_load (filter);
  seccomp_release (filter);
  return fault == 0;
}

/**
 * tw_worker_raise_walls:
 * @size: bytes of the file that will be read
 *
 * Gives up what the process does not need to read that file.
 *
 * Returns: #TwRenderWalls that stand
 */
guint32
tw_worker_raise_walls (gsize size)
{
  guint32 walls = 0;

  set_limit (RLIMIT_CORE, 0);
  set_limit (RLIMIT_NOFILE, 64);
  set_limit (RLIMIT_FSIZE, PAPER);
  /* A sanitizer's shadow takes terabytes of addresses. */
  if (!SANITIZED)
    set_limit (RLIMIT_AS, MEMORY + size);
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return 0;
  walls |= wall_off_files () ? TW_RENDER_WALL_FILES : 0;
  walls |= wall_off_calls () ? TW_RENDER_WALL_CALLS : 0;
  return walls;
}
