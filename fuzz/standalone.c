/* Runs a fuzz target over the files of a folder, so that every input that was once found is
 * tried again by every ordinary test run. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int replay(const char *path)
{
    struct stat about;
    FILE *f = fopen(path, "rb");
    if (!f || fstat(fileno(f), &about)) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        if (f) fclose(f);
        return 1;
    }
    size_t n = (size_t)about.st_size;
    uint8_t *data = malloc(n ? n : 1);
    int failed = !data || fread(data, 1, n, f) != n;
    fclose(f);
    if (failed)
        fprintf(stderr, "%s: cannot be read\n", path);
    else
        LLVMFuzzerTestOneInput(data, n);
    free(data);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0, count = 0;
    for (int i = 1; i < argc; i++) {
        struct dirent **name;
        int n = scandir(argv[i], &name, NULL, alphasort);
        if (n < 0) {
            fprintf(stderr, "%s: %s\n", argv[i], strerror(errno));
            return 1;
        }
        for (int k = 0; k < n; k++) {
            char path[4096];
            snprintf(path, sizeof path, "%s/%s", argv[i], name[k]->d_name);
            if (name[k]->d_name[0] != '.') failed += replay(path), count++;
            free(name[k]);
        }
        free(name);
    }
    printf("%d inputs\n", count);
    return failed || !count;
}
