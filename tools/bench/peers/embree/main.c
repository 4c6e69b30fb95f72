// Embree 3 on the questions of `qala-bench rays`: reads the scene, points and directions that
// `qala-bench rays-export FOLDER` wrote, and prints shadow queries per CPU second on one thread.
#include <embree3/rtcore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double cpu_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static float *read_floats(FILE *file, uint32_t *count) {
    if (fread(count, 4, 1, file) != 1) exit(65);
    float *values = malloc(4 * (size_t)*count);
    if (fread(values, 4, *count, file) != *count) exit(65);
    return values;
}

static void report(const char *what, double seconds, uint64_t rays, uint64_t blocked) {
    printf("embree: %-42s %9.4f s %8.2f Mray/s  %llu per mille blocked\n", what, seconds, rays / seconds / 1e6,
           (unsigned long long)(blocked * 1000 / rays));
}

int main(int argc, char **argv) {
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!file) return fprintf(stderr, "usage: embree-rays FILE\n"), 64;
    uint32_t corners, coordinates, components;
    float *mesh = read_floats(file, &corners);
    float *points = read_floats(file, &coordinates);
    float *directions = read_floats(file, &components);
    fclose(file);
    const uint32_t triangles = corners / 9, point_count = coordinates / 3, direction_count = components / 3;

    RTCDevice device = rtcNewDevice("threads=1");
    RTCScene scene = rtcNewScene(device);
    rtcSetSceneBuildQuality(scene, RTC_BUILD_QUALITY_HIGH);
    RTCGeometry geometry = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
    float *vertices = rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, 12, corners / 3);
    for (uint32_t i = 0; i < corners; i++) vertices[i] = mesh[i];
    uint32_t *indices = rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 12, triangles);
    for (uint32_t i = 0; i < corners / 3; i++) indices[i] = i;
    rtcCommitGeometry(geometry);
    rtcAttachGeometry(scene, geometry);
    rtcCommitScene(scene);

    struct RTCIntersectContext context;
    uint64_t blocked = 0;
    double start = cpu_seconds();
    // Every 16th point is enough for single rays.
    rtcInitIntersectContext(&context);
    uint64_t single = 0;
    for (uint32_t p = 0; p < point_count; p += 16)
        for (uint32_t d = 0; d < direction_count; d++, single++) {
            struct RTCRay ray = {points[3 * p], points[3 * p + 1], points[3 * p + 2], 0,
                                 directions[3 * d], directions[3 * d + 1], directions[3 * d + 2], 0,
                                 __builtin_inff(), -1, 0, 0};
            rtcOccluded1(scene, &context, &ray);
            blocked += ray.tfar < 0;
        }
    report("ray by ray", cpu_seconds() - start, single, blocked);

    for (int coherent = 0; coherent < 2; coherent++) {
        rtcInitIntersectContext(&context);
        if (coherent) context.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
        static const int valid[16] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        double best = 1e9;
        for (int run = 0; run < 3; run++) {
            blocked = 0;
            start = cpu_seconds();
            for (uint32_t p = 0; p + 16 <= point_count; p += 16)
                for (uint32_t d = 0; d < direction_count; d++) {
                    struct RTCRay16 rays;
                    for (int i = 0; i < 16; i++) {
                        rays.org_x[i] = points[3 * (p + i)];
                        rays.org_y[i] = points[3 * (p + i) + 1];
                        rays.org_z[i] = points[3 * (p + i) + 2];
                        rays.dir_x[i] = directions[3 * d];
                        rays.dir_y[i] = directions[3 * d + 1];
                        rays.dir_z[i] = directions[3 * d + 2];
                        rays.tnear[i] = 0;
                        rays.time[i] = 0;
                        rays.tfar[i] = __builtin_inff();
                        rays.mask[i] = -1;
                        rays.flags[i] = 0;
                    }
                    rtcOccluded16(valid, scene, &context, &rays);
                    for (int i = 0; i < 16; i++) blocked += rays.tfar[i] < 0;
                }
            double seconds = cpu_seconds() - start;
            if (seconds < best) best = seconds;
        }
        report(coherent ? "16 neighbouring points, coherent" : "16 neighbouring points", best,
               (uint64_t)(point_count / 16 * 16) * direction_count, blocked);
    }
    return 0;
}
