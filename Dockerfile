# The program and nothing else: docker build -t sluice:0.1.0 .
# Both bases by tag, for people, and by digest, which is what is taken.
FROM node:26.10.0-trixie-slim@sha256:ec7758ee051e457b468b32bde57b0879010b325bb9862718e9615225ce4aaae1 AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json LICENSE ./
COPY .ci .ci
COPY lib lib
COPY crd crd
COPY streams streams
RUN npm run build

FROM gcr.io/distroless/nodejs26-debian13:nonroot@sha256:afc6657a4b662f9cb69ca892b0596e55d6ef81a10e83ee8887b13f602877df89
COPY --from=build /build/dist/program /sluice
COPY --from=build /build/LICENSE /sluice/
ENV NODE_ENV=production
# Memory of large buffers goes back to the kernel when they are freed: else their places stay, and are too small for the next.
ENV MALLOC_MMAP_THRESHOLD_=131072
# Where an image made from this one puts the module of its own controller.
WORKDIR /controller
USER 65532:65532
# A thread of its own for V8's compiler takes 15 MiB, and more CPU than it saves a process that mostly waits.
ENTRYPOINT ["/nodejs/bin/node", "--no-concurrent-recompilation", "/sluice/sluice.js"]
CMD ["run", "--log-format=json"]
