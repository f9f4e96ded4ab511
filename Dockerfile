# The program and nothing else: docker build -t sluice:0.1.0 .
FROM node:26.10.0-trixie-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json LICENSE ./
COPY .ci .ci
COPY lib lib
COPY crd crd
COPY streams streams
RUN npm run build

FROM gcr.io/distroless/nodejs26-debian13:nonroot
COPY --from=build /build/dist/program /sluice
COPY --from=build /build/LICENSE /sluice/
# Where an image made from this one puts the module of its own controller.
WORKDIR /controller
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "/sluice/sluice.js"]
CMD ["run", "--log-format=json"]
